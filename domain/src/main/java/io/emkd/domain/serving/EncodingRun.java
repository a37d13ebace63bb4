package io.emkd.domain.serving;

import io.emkd.domain.ensemble.HiddenStates;
import io.emkd.domain.ensemble.SequenceEncoder;
import java.util.List;

/** Gives each network's hidden state at the mask token, [N][d] of a sequence. */
record EncodingRun(SequenceEncoder encoder) implements GraphRun<EncodingRequest, float[][]> {
  @Override
  public float[][][] answers(List<EncodingRequest> requests) {
    int[][] inputs = new int[requests.size()][];
    for (int b = 0; b < inputs.length; b++) {
      inputs[b] = requests.get(b).input().items();
    }
    HiddenStates states = encoder.hiddenStates(inputs);
    float[][][] last = new float[inputs.length][][];
    for (int b = 0; b < last.length; b++) {
      last[b] = states.last(b);
    }
    return last;
  }
}
