package io.emkd.domain.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.ItemLossKind;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Preset;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.EncoderInput;
import io.emkd.domain.ensemble.MaskedView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MaskingProperties {
  private static final int ITEMS = 50;

  private static MaskedViewSampler sampler(double maskProbability, long seed) {
    return new MaskedViewSampler(ITEMS, new MaskingConfiguration(1, maskProbability, 1), seed);
  }

  @Property
  void aViewDiffersFromItsWindowOnlyWhereALabelIs(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = ITEMS) Integer> items,
      @ForAll long seed) {
    int[] window = Padding.left(items.stream().mapToInt(i -> i).toArray(), 20);
    MaskedView view = sampler(0.5, seed).draw(window, 3, 1, 0);
    for (int t = 0; t < window.length; t++) {
      if (view.labels()[t] == 0) {
        assertThat(view.items()[t]).isEqualTo(window[t]);
      } else {
        assertThat(view.labels()[t]).isEqualTo(window[t]).isPositive();
        assertThat(view.items()[t]).isBetween(1, ITEMS + 1);
      }
    }
  }

  @Property
  void theSameSeedEpochWindowAndViewDrawTheSameView(
      @ForAll long seed, @ForAll @IntRange(max = 500) int epoch) {
    int[] window = IntStream.rangeClosed(1, 20).toArray();
    MaskedViewSampler sampler = sampler(0.3, seed);
    assertThat(sampler.draw(window, epoch, 7, 1).items())
        .isEqualTo(sampler(0.3, seed).draw(window, epoch, 7, 1).items());
  }

  @Example
  void masksAreDrawnAsOftenAsTheSpecificationSays() {
    int[] window = IntStream.generate(() -> 1).limit(20).toArray();
    MaskedViewSampler sampler =
        new MaskedViewSampler(100_000, new MaskingConfiguration(1, 0.15, 1), 1);
    int chosen = 0;
    int masked = 0;
    int kept = 0;
    int draws = 20_000;
    for (int w = 0; w < draws; w++) {
      MaskedView view = sampler.draw(window, 0, w, 0);
      for (int t = 0; t < 20; t++) {
        if (view.labels()[t] != 0) {
          chosen++;
          masked += view.items()[t] == 100_001 ? 1 : 0;
          kept += view.items()[t] == 1 ? 1 : 0;
        }
      }
    }
    assertThat(chosen / (20.0 * draws)).isBetween(0.147, 0.153);
    assertThat(masked / (double) chosen).isBetween(0.79, 0.81);
    assertThat(kept / (double) chosen).isBetween(0.093, 0.107);
  }

  @Property
  void windowsCoverASequenceFromItsStartToItsEnd(
      @ForAll @IntRange(min = 1, max = 60) int length,
      @ForAll @IntRange(min = 2, max = 20) int maxLength,
      @ForAll @IntRange(min = 1, max = 12) int step) {
    int[] sequence = IntStream.rangeClosed(1, length).toArray();
    List<int[]> windows = TrainingWindows.of(List.of(sequence), maxLength, step);
    assertThat(windows.get(windows.size() - 1)[0]).isEqualTo(1);
    int[] newest = windows.get(0);
    assertThat(newest[newest.length - 1]).isEqualTo(length);
    assertThat(windows).allSatisfy(w -> assertThat(w.length).isLessThanOrEqualTo(maxLength));
    assertThat(windows)
        .hasSize(1 + Math.max(0, (int) Math.ceil((length - maxLength) / (double) step)));
  }

  @Property
  void windowsOfManySequencesAreThoseOfEachInTurn(
      @ForAll @Size(max = 12) List<@IntRange(max = 40) Integer> lengths,
      @ForAll @IntRange(min = 2, max = 9) int maxLength,
      @ForAll @IntRange(min = 1, max = 5) int step) {
    List<int[]> sequences =
        lengths.stream().map(length -> IntStream.rangeClosed(1, length).toArray()).toList();
    List<int[]> expected = new ArrayList<>();
    for (int[] sequence : sequences) {
      for (int start = sequence.length - maxLength; start > 0; start -= step) {
        expected.add(Arrays.copyOfRange(sequence, start, start + maxLength));
      }
      if (sequence.length > 0) {
        expected.add(Arrays.copyOf(sequence, Math.min(sequence.length, maxLength)));
      }
    }
    List<int[]> windows = TrainingWindows.of(sequences, maxLength, step);
    assertThat(windows.toArray(int[][]::new)).isDeepEqualTo(expected.toArray(int[][]::new));
  }

  @Property
  void eachEpochVisitsEveryWindowOnceInAnOrderOfItsOwn(
      @ForAll @IntRange(min = 1, max = 3000) int count, @ForAll @IntRange(max = 300) int epoch) {
    List<int[]> windows = IntStream.range(0, count).mapToObj(w -> new int[] {w}).toList();
    BatchSchedule schedule = new BatchSchedule(windows, count, Preset.SMALL.configuration());
    List<Integer> order = order(schedule, epoch);
    assertThat(order)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
    if (count > 20) {
      assertThat(order).isNotEqualTo(order(schedule, epoch + 1));
    }
  }

  @Example
  void everyWindowComesFirstAsOftenAsAnyOther() {
    List<int[]> windows = IntStream.range(0, 5).mapToObj(w -> new int[] {w}).toList();
    BatchSchedule schedule = new BatchSchedule(windows, 5, Preset.SMALL.configuration());
    int[] first = new int[5];
    IntStream.range(0, 10_000).forEach(epoch -> first[order(schedule, epoch).get(0)]++);
    assertThat(first)
        .satisfies(
            counts -> Arrays.stream(counts).forEach(c -> assertThat(c).isBetween(1850, 2150)));
  }

  /** The last item of each window, in the order of visits. */
  private static List<Integer> order(BatchSchedule schedule, int epoch) {
    List<Integer> order = new ArrayList<>();
    long first = (long) epoch * schedule.stepsPerEpoch();
    for (long step = first; step < first + schedule.stepsPerEpoch(); step++) {
      for (int[] window : schedule.batch(step).original()) {
        order.add(window[window.length - 1]);
      }
    }
    return order;
  }

  @Example
  void theInputEndsInTheMaskTokenAndHoldsTheNewestItems() {
    assertThat(EncoderInput.after(new int[] {1, 2, 3, 4}, 3, 9).items()).containsExactly(3, 4, 9);
    assertThat(EncoderInput.after(new int[] {1}, 3, 9).items()).containsExactly(0, 1, 9);
    assertThat(Arrays.stream(EncoderInput.after(new int[0], 3, 9).items()).sum()).isEqualTo(9);
  }

  @Example
  void itemsAreSampledAsOftenAsTheirExpectedCountsSay() {
    TrainingConfiguration small = Preset.SMALL.configuration();
    int sampledItems = 100;
    TrainingConfiguration sampled =
        new TrainingConfiguration(
            small.ensemble(),
            small.masking(),
            new LossConfiguration(
                1, 0, 0, new ItemLossConfiguration(ItemLossKind.SAMPLED, sampledItems)),
            small.schedule(),
            small.precision(),
            1);
    // Item i is in i windows; with one added to each, 5 items weigh 2, 3, 4, 5 and 6 of 20.
    List<int[]> windows =
        IntStream.rangeClosed(1, 5)
            .boxed()
            .flatMap(i -> IntStream.range(0, i).mapToObj(w -> new int[] {i}))
            .toList();
    BatchSchedule schedule = new BatchSchedule(windows, 5, sampled);
    int[] counts = new int[6];
    int draws = 2000;
    for (int step = 0; step < draws; step++) {
      for (int item : schedule.batch(step).sampled().items()) {
        counts[item]++;
      }
    }
    float[] logExpectedCounts = schedule.batch(0).sampled().logExpectedCounts();
    assertThat(counts[0]).isZero();
    for (int item = 1; item <= 5; item++) {
      assertThat(Math.exp(logExpectedCounts[item]))
          .isCloseTo(sampledItems * (item + 1) / 20.0, within(1e-3))
          .isCloseTo(counts[item] / (double) draws, within(0.5));
    }
    assertThat(schedule.batch(7).sampled().items())
        .isEqualTo(new BatchSchedule(windows, 5, sampled).batch(7).sampled().items())
        .isNotEqualTo(schedule.batch(8).sampled().items());
  }
}
