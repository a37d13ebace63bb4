package io.emkd.domain.ensemble;

/** Scores items by each network of the ensemble. Thread-safe. */
public interface NetworkScorer {
  /** N, the number of networks. */
  int networks();

  /**
   * Each network's item logits at the last position; {@link EnsembleScorer} ranks by their sum over
   * networks.
   *
   * @param inputs [B][T], each the items of an {@link EncoderInput}
   * @return [B][N][V+1] by item number; column 0 belongs to padding
   */
  float[][][] networkLogits(int[][] inputs);
}
