package io.emkd.domain.ensemble;

/**
 * Ranks what did come next among all that could have: what an evaluation and a training's
 * validation ask for. Inputs are [B][T], each the items of an {@link EncoderInput}. Thread-safe.
 */
public interface TargetRanker {
  /** V, the number of items. */
  int itemCount();

  /** T, the maximum sequence length. */
  int maxLength();

  /**
   * The rank of each target among the candidates; ties count against the model.
   *
   * @param targets [B] item numbers
   * @param excluded of each input the item numbers that do not compete
   * @return [B], from 1
   */
  int[] ranks(int[][] inputs, int[] targets, int[][] excluded);
}
