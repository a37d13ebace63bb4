package io.emkd.domain.ensemble;

/**
 * What an encoder takes to predict what follows a history: the last T - 1 items of it, left-padded,
 * then the mask token.
 *
 * @param items [T] item numbers; 0 is padding, V+1 the mask token
 */
public record EncoderInput(int[] items) {
  public EncoderInput {
    if (items.length == 0 || items[items.length - 1] <= 0) {
      throw new IllegalArgumentException("an encoder's input ends in the mask token");
    }
  }

  /**
   * @param history item numbers, oldest first
   * @param length T
   * @param maskToken V+1
   */
  public static EncoderInput after(int[] history, int length, int maskToken) {
    int[] input = new int[length];
    int kept = Math.min(history.length, length - 1);
    System.arraycopy(history, history.length - kept, input, length - 1 - kept, kept);
    input[length - 1] = maskToken;
    return new EncoderInput(input);
  }
}
