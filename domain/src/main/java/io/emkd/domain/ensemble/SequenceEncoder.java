package io.emkd.domain.ensemble;

/** Turns sequences into hidden states, without dropout. Thread-safe. */
public interface SequenceEncoder {
  /**
   * @param sequences [B][T] item numbers, left-padded with 0
   */
  HiddenStates hiddenStates(int[][] sequences);
}
