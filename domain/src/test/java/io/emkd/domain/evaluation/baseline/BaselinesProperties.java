package io.emkd.domain.evaluation.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.dataset.LazyList;
import io.emkd.domain.ensemble.ItemTransitions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What each baseline scores is what its definition says, written down a second time here. */
class BaselinesProperties {
  private static final int ITEMS = 9;

  /** More than the order of equal items by popularity, less than any weight of so few items. */
  private static final double TIE = 2e-9;

  private static Map<String, Baseline> baselines(List<int[]> training, int itemCount) {
    Map<String, Baseline> named = new LinkedHashMap<>();
    Baselines.forEach(
        training, itemCount, () -> false, baseline -> named.put(baseline.name(), baseline));
    return named;
  }

  private static List<int[]> arrays(List<List<Integer>> sequences) {
    return sequences.stream()
        .map(sequence -> sequence.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  private static void assertScores(
      String name,
      List<List<Integer>> training,
      List<Integer> history,
      ToDoubleBiFunction<List<Integer>, Integer> expected) {
    int[] given = history.stream().mapToInt(Integer::intValue).toArray();
    double[] scores = baselines(arrays(training), ITEMS).get(name).scores(given);
    assertThat(scores).hasSize(ITEMS + 1);
    for (int item = 1; item <= ITEMS; item++) {
      assertThat(scores[item])
          .as("%s of item %d", name, item)
          .isCloseTo(expected.applyAsDouble(history, item), within(1e-6 + TIE));
    }
  }

  @Property(tries = 200)
  void skipMarkovCountsEachTransitionByItsLengthAndItsPlaceInTheHistory(
      @ForAll @Size(min = 1, max = 6)
          List<@Size(min = 1, max = 15) List<@IntRange(min = 1, max = ITEMS) Integer>> training,
      @ForAll @Size(max = 14) List<@IntRange(min = 1, max = ITEMS) Integer> asked) {
    assertScores(
        "skip_markov",
        training,
        asked,
        (history, item) -> {
          double score = 0;
          for (int n = 1; n <= Math.min(10, history.size()); n++) {
            for (List<Integer> sequence : training) {
              for (int from = 0; from < sequence.size(); from++) {
                for (int to = from + 1; to < Math.min(sequence.size(), from + 11); to++) {
                  if (sequence.get(from).equals(history.get(history.size() - n))
                      && sequence.get(to).equals(item)) {
                    score += 1.0 / (to - from) / n;
                  }
                }
              }
            }
          }
          return score;
        });
  }

  @Property(tries = 200)
  void itemKnnAddsTheCosinesOverUsers(
      @ForAll @Size(min = 1, max = 8)
          List<@Size(min = 1, max = 8) List<@IntRange(min = 1, max = ITEMS) Integer>> training,
      @ForAll @Size(max = 8) List<@IntRange(min = 1, max = ITEMS) Integer> asked) {
    assertScores(
        "item_knn",
        training,
        asked,
        (history, item) ->
            new HashSet<>(history)
                .stream()
                    .filter(own -> !own.equals(item))
                    .mapToDouble(own -> cosine(training, own, item))
                    .sum());
  }

  private static double cosine(List<List<Integer>> training, int left, int right) {
    double both = 0;
    double one = 0;
    double other = 0;
    for (List<Integer> sequence : training) {
      one += sequence.contains(left) ? 1 : 0;
      other += sequence.contains(right) ? 1 : 0;
      both += sequence.contains(left) && sequence.contains(right) ? 1 : 0;
    }
    return both == 0 ? 0 : both / Math.sqrt(one * other);
  }

  @Property(tries = 200)
  void sequenceKnnAddsTheSimilaritiesOfUsersWhoShareAnItem(
      @ForAll @Size(min = 1, max = 8)
          List<@Size(min = 1, max = 8) List<@IntRange(min = 1, max = ITEMS) Integer>> training,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = ITEMS) Integer> asked) {
    assertScores(
        "sequence_knn",
        training,
        asked,
        (history, item) -> {
          double score = 0;
          for (List<Integer> sequence : training) {
            Set<Integer> shared = new HashSet<>(sequence);
            shared.retainAll(history);
            if (!shared.isEmpty() && sequence.contains(item)) {
              double similarity =
                  shared.stream()
                      .mapToDouble(own -> (history.lastIndexOf(own) + 1.0) / history.size())
                      .sum();
              int place =
                  history.size()
                      - shared.stream().mapToInt(history::lastIndexOf).max().orElseThrow();
              score += similarity / place;
            }
          }
          return score;
        });
  }

  @Example
  void noMoreThanTheNearestCountAndOfThoseTheHeaviest() {
    int itemCount = ItemTransitions.MOST + 50;
    List<int[]> training = new ArrayList<>();
    for (int other = 2; other <= itemCount; other++) {
      for (int times = 0; times < (other % 2 == 0 ? 2 : 1); times++) {
        training.add(new int[] {1, other});
      }
    }
    double[] scores = baselines(training, itemCount).get("skip_markov").scores(new int[] {1});
    int[] followers =
        IntStream.rangeClosed(1, itemCount).filter(item -> scores[item] > 0.5).toArray();
    assertThat(followers).hasSize(ItemTransitions.MOST);
    assertThat(Arrays.stream(followers).filter(item -> item % 2 == 0).count())
        .isEqualTo(itemCount / 2);
  }

  @Example
  void ofMoreItemsThanAreCountedThoseOfSomeUsersCountAndMemoryIsBounded() {
    int each = TrainingOccurrences.LONGEST;
    int users = Math.toIntExact(Baselines.MOST_COUNTED / each) + 1;
    // The users of even places, which are all that count, and the others.
    List<int[]> training =
        LazyList.of(
            users,
            user -> {
              int[] sequence = new int[each];
              Arrays.fill(sequence, user % 2 == 0 ? 1 : 2);
              return sequence;
            });
    ItemTransitions transitions = Baselines.skipMarkov(training, 2, () -> false);
    assertThat(transitions.followers()).isDeepEqualTo(new int[][] {{}, {1}, {}});
    assertThat(transitions.weights()[1][0]).isGreaterThan(users / 2f * (each - 10) * 2.9f);
  }

  @Example
  void aUserOfMoreItemsThanAreCountedIsCountedByTheLast() {
    int[] lengthy = new int[TrainingOccurrences.LONGEST + 2];
    Arrays.fill(lengthy, 3);
    lengthy[0] = 1;
    lengthy[1] = 2;
    Map<String, Baseline> baselines = baselines(List.of(lengthy, new int[] {4, 5}), 5);
    assertThat(baselines.get("item_knn").scores(new int[] {1})[3]).isLessThan(TIE);
    assertThat(baselines.get("skip_markov").scores(new int[] {4})[5]).isCloseTo(1, within(TIE));
  }

  @Example
  void ofItemsThatNothingIsKnownOfThePopularScoreMore() {
    List<int[]> training = List.of(new int[] {1, 2}, new int[] {2, 3}, new int[] {3, 2});
    baselines(training, 4)
        .forEach(
            (name, baseline) -> {
              double[] scores = baseline.scores(new int[] {4});
              assertThat(scores[2]).as(name).isGreaterThan(scores[3]);
              assertThat(scores[3]).as(name).isGreaterThan(scores[1]);
              assertThat(scores[1]).as(name).isGreaterThan(scores[4]);
            });
  }

  @Example
  void theNamesAreThoseOfTheBaselines() {
    assertThat(baselines(List.of(new int[] {1, 2}), 2).keySet())
        .containsExactlyElementsOf(Baselines.NAMES);
  }

  @Example
  void countingEndsWhereNobodyWaitsForIt() {
    assertThatThrownBy(
            () -> Baselines.forEach(List.of(new int[] {1, 2}), 2, () -> true, baseline -> {}))
        .isInstanceOf(CancellationException.class);
  }
}
