package io.emkd.domain.evaluation;

import io.emkd.domain.dataset.EvaluationCase;
import io.emkd.domain.ensemble.TargetRanker;
import io.emkd.domain.error.Cancelled;
import io.emkd.domain.evaluation.baseline.Baseline;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Ranks the targets of evaluation cases, by an ensemble or by a baseline. */
public final class RankCases {
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
    CaseBatch.forEach(
        cases,
        protocol,
        ranker.maxLength(),
        ranker.itemCount() + 1,
        cancelled,
        batch -> {
          int[] targets = batch.cases().stream().mapToInt(EvaluationCase::target).toArray();
          int[] found = ranker.ranks(batch.inputs(), targets, batch.excluded());
          System.arraycopy(found, 0, ranks, batch.first(), found.length);
        });
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
