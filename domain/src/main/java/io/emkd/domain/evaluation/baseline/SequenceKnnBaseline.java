package io.emkd.domain.evaluation.baseline;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Scores an item by the users who resemble this one and have it: vector multiplication
 * session-based k nearest neighbours, VSKNN (Ludewig and Jannach, UMUAI 2018), a user's training
 * sequence in the place of a session. Immutable.
 *
 * <p>Of the n items of a history the i-th from the beginning weighs i/n. Users are taken who have
 * its last item, then the one before it, and so on, up to {@link #SAMPLE}; a user's similarity is
 * the sum of the weights of shared items. Each of the {@link #NEIGHBOURS} most similar adds to each
 * of their items that similarity, divided by the place, from the end, of the history's last item
 * that they share.
 */
final class SequenceKnnBaseline implements Baseline {
  static final int SAMPLE = 1000;
  static final int NEIGHBOURS = 100;

  /** Of a user whose occurrences repeat, so that looking for others ends. */
  private static final int MOST_LOOKED_AT = 20 * SAMPLE;

  private final TrainingOccurrences training;

  SequenceKnnBaseline(TrainingOccurrences training) {
    this.training = training;
  }

  /**
   * A user beside the one whose history it is.
   *
   * @param similarity times n, so that sums are exact and equal ones are equal
   */
  private record Neighbour(int user, long similarity, int place) {}

  @Override
  public String name() {
    return "sequence_knn";
  }

  @Override
  public double[] scores(int[] history) {
    int length = Math.min(history.length, TrainingOccurrences.LONGEST);
    int[] last = Arrays.copyOfRange(history, history.length - length, history.length);
    double[] scores = training.popularityAsTieBreak();
    int[] places = new int[scores.length];
    for (int n = length; n >= 1; n--) {
      places[last[length - n]] = n;
    }
    candidates(last).stream()
        .map(user -> neighbour(user, places, length))
        .sorted(Comparator.comparingLong((Neighbour one) -> -one.similarity()))
        .limit(NEIGHBOURS)
        .forEach(
            one -> {
              for (int item : training.items(one.user())) {
                scores[item] += one.similarity() / ((double) length * one.place());
              }
            });
    return scores;
  }

  private Set<Integer> candidates(int[] history) {
    Set<Integer> users = new LinkedHashSet<>();
    int looked = 0;
    for (int n = history.length - 1; n >= 0; n--) {
      for (int o = training.first(history[n]); o < training.end(history[n]); o++) {
        users.add(training.sequenceOf(o));
        if (users.size() == SAMPLE || ++looked == MOST_LOOKED_AT) {
          return users;
        }
      }
    }
    return users;
  }

  /**
   * @param places [V+1]: where an item stands last in the history, from its end, from 1; 0 if it
   *     does not
   */
  private Neighbour neighbour(int user, int[] places, int length) {
    long similarity = 0;
    int nearest = length;
    for (int item : training.items(user)) {
      if (places[item] > 0) {
        similarity += length + 1 - places[item];
        nearest = Math.min(nearest, places[item]);
      }
    }
    return new Neighbour(user, similarity, nearest);
  }
}
