package io.emkd.domain.ensemble;

import java.util.Arrays;

/**
 * What the networks make of sequences, a vector of d numbers for each position.
 *
 * @param networks of each network the hidden states [B, T, d], row-major
 * @param sequences B
 * @param length T
 */
public record HiddenStates(float[][] networks, int sequences, int length) {
  public HiddenStates {
    for (float[] states : networks) {
      if (states.length % (sequences * length) != 0) {
        throw new IllegalArgumentException(
            states.length + " numbers are no [" + sequences + ", " + length + ", d]");
      }
    }
  }

  /** [N][d] each network's hidden state at the last position of a sequence. */
  public float[][] last(int sequence) {
    float[][] last = new float[networks.length][];
    for (int n = 0; n < last.length; n++) {
      int d = networks[n].length / (sequences * length);
      int end = (sequence + 1) * length * d;
      last[n] = Arrays.copyOfRange(networks[n], end - d, end);
    }
    return last;
  }
}
