package io.emkd.domain.evaluation;

import io.emkd.domain.dataset.EvaluationCase;
import io.emkd.domain.dataset.ItemPopularity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * The metrics of those users whose value of a property lies within bounds. Bounds are those of the
 * series 0, 1, 2, 5, 10, 20, 50, 100 and so on, whatever the data, so that slices of different
 * models and days are comparable.
 *
 * @param lowest of the property, included
 * @param highest of the property, included
 */
public record MetricSlice(Property property, int lowest, int highest, RankingMetrics metrics) {
  private static final int[] BOUNDS = bounds();

  /** What users are told apart by. */
  public enum Property {
    /** How many items the user's history has. */
    HISTORY_LENGTH,
    /** How often the held-out item occurs in the training sequences. */
    TARGET_POPULARITY
  }

  /**
   * The slices that have users, by property and then by bounds.
   *
   * @param ranks of the cases' targets, in their order
   * @param popularity of items, by the numbers that the cases have
   */
  static List<MetricSlice> of(
      List<EvaluationCase> cases,
      int[] ranks,
      ItemPopularity popularity,
      Collection<Integer> cutoffs) {
    List<MetricSlice> slices = new ArrayList<>();
    slices.addAll(by(Property.HISTORY_LENGTH, cases, ranks, cutoffs, one -> one.history().length));
    slices.addAll(
        by(
            Property.TARGET_POPULARITY,
            cases,
            ranks,
            cutoffs,
            one -> popularity.counts()[one.target()]));
    return slices;
  }

  private static List<MetricSlice> by(
      Property property,
      List<EvaluationCase> cases,
      int[] ranks,
      Collection<Integer> cutoffs,
      ToIntFunction<EvaluationCase> value) {
    TreeMap<Integer, IntStream.Builder> ranksIn = new TreeMap<>();
    int user = 0;
    for (EvaluationCase one : cases) {
      ranksIn
          .computeIfAbsent(place(value.applyAsInt(one)), in -> IntStream.builder())
          .add(ranks[user++]);
    }
    List<MetricSlice> slices = new ArrayList<>();
    ranksIn.forEach(
        (place, of) ->
            slices.add(
                new MetricSlice(
                    property,
                    BOUNDS[place],
                    place + 1 < BOUNDS.length ? BOUNDS[place + 1] - 1 : Integer.MAX_VALUE,
                    RankingMetrics.of(of.build().toArray(), cutoffs))));
    return slices;
  }

  /** The place in the series of the greatest number that is not greater than {@code value}. */
  private static int place(int value) {
    int found = Arrays.binarySearch(BOUNDS, value);
    return found >= 0 ? found : -found - 2;
  }

  private static int[] bounds() {
    IntStream.Builder bounds = IntStream.builder().add(0);
    for (long power = 1; power <= Integer.MAX_VALUE; power *= 10) {
      for (long bound : new long[] {power, 2 * power, 5 * power}) {
        if (bound <= Integer.MAX_VALUE) {
          bounds.add((int) bound);
        }
      }
    }
    return bounds.build().toArray();
  }
}
