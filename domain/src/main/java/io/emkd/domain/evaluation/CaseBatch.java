package io.emkd.domain.evaluation;

import io.emkd.domain.dataset.EvaluationCase;
import io.emkd.domain.ensemble.EncoderInput;
import io.emkd.domain.error.Cancelled;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Evaluation cases that share a run, as an ensemble takes them.
 *
 * @param first the place of the first of them among all
 * @param cases [B]
 * @param inputs [B][T], each the items of an {@link EncoderInput}
 * @param excluded of each case the item numbers that do not compete
 */
record CaseBatch(int first, List<EvaluationCase> cases, int[][] inputs, int[][] excluded) {
  private static final int SIZE = 256;

  /**
   * @param maxLength T
   * @param maskToken V+1
   * @param cancelled asked between batches; the rest is not computed once it is true
   * @throws CancellationException if {@code cancelled}
   */
  static void forEach(
      List<EvaluationCase> all,
      CandidateProtocol protocol,
      int maxLength,
      int maskToken,
      BooleanSupplier cancelled,
      Consumer<CaseBatch> consumer) {
    for (int first = 0; first < all.size(); first += SIZE) {
      Cancelled.check(cancelled, "evaluation");
      List<EvaluationCase> cases = all.subList(first, Math.min(first + SIZE, all.size()));
      int[][] inputs = new int[cases.size()][];
      int[][] excluded = new int[cases.size()][];
      for (int b = 0; b < inputs.length; b++) {
        int[] history = cases.get(b).history();
        inputs[b] = EncoderInput.after(history, maxLength, maskToken).items();
        excluded[b] = protocol.excluded(history, maxLength);
      }
      consumer.accept(new CaseBatch(first, cases, inputs, excluded));
    }
  }
}
