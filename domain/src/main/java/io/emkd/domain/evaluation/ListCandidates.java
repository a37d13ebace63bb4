package io.emkd.domain.evaluation;

import io.emkd.domain.dataset.EvaluationCase;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.ensemble.BestItems;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.error.Cancelled;
import io.emkd.domain.evaluation.baseline.Baseline;
import io.emkd.domain.serving.ModelLease;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Lists the K best candidates of evaluation cases, by an ensemble or by a baseline.
 *
 * @param model whose item numbers the cases have
 * @param popularity of items in the training sequences
 * @param length K
 * @param cancelled asked between users or batches of them; the rest is not computed once it is true
 */
record ListCandidates(
    ModelLease model,
    List<EvaluationCase> cases,
    CandidateProtocol protocol,
    ItemPopularity popularity,
    int length,
    BooleanSupplier cancelled) {
  /**
   * What the model's lists hold; an index's, where the version has one.
   *
   * @throws CancellationException if {@code cancelled}
   */
  ListMetrics byEnsemble() {
    ListTally tally = tally();
    CaseBatch.forEach(
        cases,
        protocol,
        maxLength(),
        model.catalogue().maskToken(),
        cancelled,
        batch -> {
          TopItems[] lists = model.best(batch.inputs(), batch.excluded(), length);
          for (int b = 0; b < lists.length; b++) {
            tally.add(batch.cases().get(b).history(), lists[b].items());
          }
        });
    return tally.metrics();
  }

  /**
   * What a baseline's lists hold.
   *
   * @throws CancellationException if {@code cancelled}
   */
  ListMetrics byBaseline(Baseline baseline) {
    ListTally tally = tally();
    for (EvaluationCase one : cases) {
      Cancelled.check(cancelled, "evaluation");
      int[] excluded = protocol.excluded(one.history(), maxLength());
      tally.add(one.history(), best(baseline.scores(one.history()), excluded));
    }
    return tally.metrics();
  }

  private int maxLength() {
    return model.manifest().configuration().ensemble().maxLength();
  }

  private ListTally tally() {
    return new ListTally(length, model.catalogue(), popularity);
  }

  /**
   * The best items.
   *
   * @param scores [V+1]; index 0 is padding
   */
  private int[] best(double[] scores, int[] excluded) {
    boolean[] left = new boolean[scores.length];
    for (int item : excluded) {
      left[item] = true;
    }
    return BestItems.of(scores, left, length);
  }
}
