package io.emkd.domain.evaluation.baseline;

import io.emkd.domain.ensemble.ItemTransitions;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Scores an item by the sum of its cosine similarities to the user's items, over the users who have
 * both, among each item's nearest {@link ItemTransitions#MOST}; the order of items means nothing
 * (Deshpande and Karypis, TOIS 2004; as RecBole's ItemKNN without shrinkage). Immutable.
 */
final class ItemKnnBaseline implements Baseline {
  private final ItemNeighbours similar;
  private final TrainingOccurrences training;

  ItemKnnBaseline(TrainingOccurrences training, BooleanSupplier cancelled) {
    this.training = training;
    double[] norms = norms(training);
    similar =
        new ItemNeighbours(
            training.itemCount(),
            (item, row) -> {
              int before = -1;
              for (int o = training.first(item); o < training.end(item); o++) {
                int user = training.sequenceOf(o);
                if (user == before) {
                  continue;
                }
                before = user;
                for (int other : training.items(user)) {
                  if (other != item) {
                    row.add(other, 1 / (norms[item] * norms[other]));
                  }
                }
              }
            },
            cancelled);
  }

  /** [V+1]: of how many users have an item the square root. */
  private static double[] norms(TrainingOccurrences training) {
    double[] norms = new double[training.itemCount() + 1];
    for (int user = 0; user < training.size(); user++) {
      for (int item : training.items(user)) {
        norms[item]++;
      }
    }
    Arrays.setAll(norms, item -> Math.sqrt(norms[item]));
    return norms;
  }

  @Override
  public String name() {
    return "item_knn";
  }

  @Override
  public double[] scores(int[] history) {
    double[] scores = training.popularityAsTieBreak();
    Arrays.stream(history).distinct().forEach(item -> similar.addTo(scores, item, 1));
    return scores;
  }
}
