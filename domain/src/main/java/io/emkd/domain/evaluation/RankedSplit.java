package io.emkd.domain.evaluation;

import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.EvaluationCase;
import io.emkd.domain.dataset.LazyList;
import io.emkd.domain.dataset.LeaveOneOutSplit;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.serving.ModelLease;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A split of a dataset as one model sees and ranks it.
 *
 * @param known the dataset in the model's item numbers; 0 stands for items that it does not know
 * @param all a case for each user of the split, those of unknown held-out items included
 * @param cases those whose held-out item the model knows
 * @param ranks of their held-out items
 */
record RankedSplit(
    Dataset known, List<EvaluationCase> all, List<EvaluationCase> cases, int[] ranks) {

  /**
   * @throws UnmetPreconditionException if the model knows no user's held-out item
   */
  static RankedSplit of(
      ModelLease model,
      Dataset dataset,
      EvaluateEnsemble.Request request,
      BooleanSupplier cancelled) {
    Dataset known = dataset.inNumbersOf(model.catalogue());
    List<EvaluationCase> all = LeaveOneOutSplit.cases(known, request.split());
    List<EvaluationCase> cases = ofKnownItems(all);
    if (cases.isEmpty()) {
      throw new UnmetPreconditionException(
          "NOTHING_TO_EVALUATE",
          "datasets/" + request.dataset(),
          "dataset '"
              + request.dataset()
              + "' has no user of 3 or more interactions whose held-out item the model knows");
    }
    return new RankedSplit(
        known,
        all,
        cases,
        RankCases.byEnsemble(model.ranker(), cases, request.candidates(), cancelled));
  }

  /** The ranks of all users, in the dataset's order; 0 where the model does not know the item. */
  int[] ranksOfAll() {
    int[] ofAll = new int[all.size()];
    int user = 0;
    int next = 0;
    for (EvaluationCase one : all) {
      ofAll[user++] = one.target() > 0 ? ranks[next++] : 0;
    }
    return ofAll;
  }

  /** The training sequences, of the items that the model knows. */
  List<int[]> training() {
    return LazyList.map(LeaveOneOutSplit.training(known), Dataset::knownItems);
  }

  private static List<EvaluationCase> ofKnownItems(List<EvaluationCase> all) {
    return LazyList.map(
        LazyList.filter(all, one -> one.target() > 0),
        one -> new EvaluationCase(Dataset.knownItems(one.history()), one.target()));
  }
}
