package io.emkd.domain.evaluation;

import io.emkd.domain.dataset.EvaluationCase;
import io.emkd.domain.ensemble.EncoderInput;
import io.emkd.domain.ensemble.TargetRanker;
import io.emkd.domain.error.Cancelled;
import io.emkd.domain.evaluation.baseline.Baseline;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Ranks the targets of evaluation cases, by an ensemble or by a baseline. */
public final class RankCases {
  private static final int BATCH_SIZE = 256;

  private RankCases() {}

  /**
   * @param cancelled asked between batches; the rest is not computed once it is true
   * @throws CancellationException if {@code cancelled}
   */
  public static int[] byEnsemble(
      TargetRanker ranker,
      List<EvaluationCase> cases,
      CandidateProtocol protocol,
      BooleanSupplier cancelled) {
    int[] ranks = new int[cases.size()];
    for (int first = 0; first < ranks.length; first += BATCH_SIZE) {
      Cancelled.check(cancelled, "evaluation");
      List<EvaluationCase> batch = cases.subList(first, Math.min(first + BATCH_SIZE, ranks.length));
      int[][] inputs = new int[batch.size()][];
      int[][] excluded = new int[batch.size()][];
      int[] targets = new int[batch.size()];
      for (int b = 0; b < inputs.length; b++) {
        EvaluationCase one = batch.get(b);
        inputs[b] =
            EncoderInput.after(one.history(), ranker.maxLength(), ranker.itemCount() + 1).items();
        excluded[b] = protocol.excluded(one.history(), ranker.maxLength());
        targets[b] = one.target();
      }
      System.arraycopy(ranker.ranks(inputs, targets, excluded), 0, ranks, first, inputs.length);
    }
    return ranks;
  }

  /**
   * @param maxLength T of the model that the baseline stands beside
   * @param cancelled asked between users; the rest is not computed once it is true
   * @throws CancellationException if {@code cancelled}
   */
  public static int[] byBaseline(
      Baseline baseline,
      List<EvaluationCase> cases,
      CandidateProtocol protocol,
      int maxLength,
      BooleanSupplier cancelled) {
    int[] ranks = new int[cases.size()];
    int user = 0;
    for (EvaluationCase one : cases) {
      Cancelled.check(cancelled, "evaluation");
      ranks[user++] =
          Ranks.of(
              baseline.scores(one.history()),
              one.target(),
              protocol.excluded(one.history(), maxLength));
    }
    return ranks;
  }
}
