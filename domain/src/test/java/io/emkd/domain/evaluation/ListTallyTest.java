package io.emkd.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What lists of recommended items hold. */
class ListTallyTest {
  /** Items 1 and 2 are drama, 3 is comedy and drama, 4 has no attribute. */
  private static final ItemCatalogue CATALOGUE =
      new ItemCatalogue(
          List.of(
              new Item("i1", "", List.of("drama")),
              new Item("i2", "", List.of("drama")),
              new Item("i3", "", List.of("comedy", "drama")),
              new Item("i4", "", List.of())));

  private final ListTally tally =
      new ListTally(2, CATALOGUE, new ItemPopularity(new int[] {0, 10, 4, 2, 0}));

  @Test
  void coverageIsTheShareOfItemsThatAreInAnyList() {
    tally.add(new int[] {3}, new int[] {1, 2});
    tally.add(new int[] {3}, new int[] {2, 1});

    assertThat(tally.metrics().itemCoverage()).isEqualTo(0.5);
  }

  @Test
  void ofALongerListTheFirstCount() {
    tally.add(new int[] {3}, new int[] {1, 2, 3, 4});

    assertThat(tally.metrics().itemCoverage()).isEqualTo(0.5);
    assertThat(tally.metrics().averagePopularity()).isEqualTo(7);
  }

  @Test
  void popularityOfListsStandsBesideThatOfHistories() {
    tally.add(new int[] {2, 3}, new int[] {1, 2});
    tally.add(new int[] {1}, new int[] {3});

    assertThat(tally.metrics().averagePopularity()).isCloseTo(16 / 3.0, within(1e-12));
    assertThat(tally.metrics().historyPopularity()).isEqualTo((3 + 10) / 2.0);
  }

  @Test
  void theGiniIndexIsZeroWhereAllItemsAreListedAlikeAndGreatestWhereOneTakesAll() {
    tally.add(new int[] {3}, new int[] {1, 2});
    tally.add(new int[] {3}, new int[] {3, 4});
    ListTally one = new ListTally(1, CATALOGUE, new ItemPopularity(new int[5]));
    one.add(new int[] {3}, new int[] {2});
    one.add(new int[] {3}, new int[] {2});

    assertThat(tally.metrics().giniIndex()).isZero();
    assertThat(one.metrics().giniIndex()).isEqualTo(0.75);
  }

  @Test
  void aListWithTheHistorysAttributesIsCalibratedAndOneWithOthersIsNot() {
    tally.add(new int[] {1, 3}, new int[] {2, 3});
    assertThat(tally.metrics().miscalibration().getAsDouble()).isCloseTo(0, within(1e-12));

    tally.add(new int[] {1}, new int[] {3});
    // Of drama the history has all and the list a half: 0.99 / 2 + 0.01.
    assertThat(tally.metrics().miscalibration().getAsDouble())
        .isCloseTo(Math.log(1 / 0.505) / 2, within(1e-12));
  }

  @Test
  void aListWithoutAttributesIsAsFarAsSmoothingLets() {
    tally.add(new int[] {1}, new int[] {4});

    assertThat(tally.metrics().miscalibration().getAsDouble())
        .isCloseTo(Math.log(100), within(1e-12));
  }

  @Test
  void withoutAttributesInAnyHistoryThereIsNoCalibration() {
    tally.add(new int[] {4}, new int[] {1, 2});
    tally.add(new int[0], new int[] {1, 2});

    assertThat(tally.metrics().miscalibration()).isEmpty();
    assertThat(tally.metrics().historyPopularity()).isZero();
  }

  /** The Gini index as half of the mean difference between any two, over the mean. */
  @Property(tries = 200)
  void theGiniIndexIsThatOfItsDefinition(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int users) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] listed = new int[CATALOGUE.size() + 1];
    ListTally random4 = new ListTally(4, CATALOGUE, new ItemPopularity(new int[5]));
    for (int user = 0; user < users; user++) {
      List<Integer> list = new ArrayList<>();
      IntStream.rangeClosed(1, 4).filter(item -> random.nextInt(item) == 0).forEach(list::add);
      list.forEach(item -> listed[item]++);
      random4.add(new int[] {1}, list.stream().mapToInt(Integer::intValue).toArray());
    }
    double differences = 0;
    double all = 0;
    for (int a = 1; a <= 4; a++) {
      all += listed[a];
      for (int b = 1; b <= 4; b++) {
        differences += Math.abs(listed[a] - listed[b]);
      }
    }

    assertThat(random4.metrics().giniIndex()).isCloseTo(differences / (2 * 4 * all), within(1e-12));
  }
}
