package io.emkd.domain.evaluation;

import io.emkd.domain.dataset.EvaluationCase;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.error.Cancelled;
import io.emkd.domain.evaluation.baseline.Baseline;
import io.emkd.domain.serving.ModelLease;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
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
  private static final int BATCH_SIZE = 256;

  /**
   * What the model's lists hold; an index's, where the version has one.
   *
   * @throws CancellationException if {@code cancelled}
   */
  ListMetrics byEnsemble() {
    ListTally tally = tally();
    for (int first = 0; first < cases.size(); first += BATCH_SIZE) {
      Cancelled.check(cancelled, "evaluation");
      List<EvaluationCase> batch = cases.subList(first, Math.min(first + BATCH_SIZE, cases.size()));
      int[][] inputs = new int[batch.size()][];
      int[][] excluded = new int[batch.size()][];
      for (int b = 0; b < inputs.length; b++) {
        int[] history = batch.get(b).history();
        inputs[b] = model.inputAfter(history).items();
        excluded[b] = protocol.excluded(history, maxLength());
      }
      TopItems[] lists = model.best(inputs, excluded, length);
      for (int b = 0; b < lists.length; b++) {
        tally.add(batch.get(b).history(), lists[b].items());
      }
    }
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
   * The best items, in the catalogue's order where scores are equal.
   *
   * @param scores [V+1]; index 0 is padding
   */
  private int[] best(double[] scores, int[] excluded) {
    boolean[] left = new boolean[scores.length];
    for (int item : excluded) {
      left[item] = true;
    }
    Comparator<Integer> worstFirst =
        Comparator.comparingDouble((Integer item) -> scores[item])
            .thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> kept = new PriorityQueue<>(worstFirst);
    for (int item = 1; item < scores.length; item++) {
      if (left[item]) {
        continue;
      }
      if (kept.size() < length) {
        kept.add(item);
      } else if (scores[item] > scores[kept.peek()]) {
        kept.poll();
        kept.add(item);
      }
    }
    return kept.stream().sorted(worstFirst.reversed()).mapToInt(Integer::intValue).toArray();
  }
}
