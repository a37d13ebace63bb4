package io.emkd.domain.evaluation.baseline;

import io.emkd.domain.ensemble.ItemTransitions;
import java.util.function.BooleanSupplier;

/**
 * Scores an item by how often it came after each of the user's last {@link ItemTransitions#REACH}
 * items, not necessarily at once: a transition over n places, and the n-th last item of the
 * history, count 1/n. Known as sequential rules (Ludewig and Jannach, UMUAI 2018). Immutable.
 */
final class SkipMarkovBaseline implements Baseline {
  private static final int REACH = ItemTransitions.REACH;

  /**
   * Of which each of 1 to {@link ItemTransitions#REACH} is a divisor: sums are exact, and equal
   * ones are equal.
   */
  private static final double UNIT = 2520;

  private final ItemNeighbours followers;
  private final TrainingOccurrences training;

  SkipMarkovBaseline(TrainingOccurrences training, BooleanSupplier cancelled) {
    this.training = training;
    followers =
        new ItemNeighbours(
            training.itemCount(),
            (item, row) -> {
              for (int o = training.first(item); o < training.end(item); o++) {
                int[] sequence = training.sequence(training.sequenceOf(o));
                int last = Math.min(sequence.length - 1, training.positionOf(o) + REACH);
                for (int next = training.positionOf(o) + 1; next <= last; next++) {
                  row.add(sequence[next], UNIT / (next - training.positionOf(o)));
                }
              }
            },
            cancelled);
  }

  /** What it counted, for others to score by. */
  ItemTransitions transitions() {
    return followers.asTransitions(1 / UNIT);
  }

  @Override
  public String name() {
    return "skip_markov";
  }

  @Override
  public double[] scores(int[] history) {
    double[] scores = training.popularityAsTieBreak();
    for (int n = 1; n <= Math.min(REACH, history.length); n++) {
      followers.addTo(scores, history[history.length - n], 1 / (UNIT * n));
    }
    return scores;
  }
}
