package io.emkd.domain.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Objective;
import io.emkd.domain.configuration.Preset;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.EncoderInput;
import io.emkd.domain.ensemble.MaskedView;
import io.emkd.domain.ensemble.TrainingBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Views that have at least one masked item, and views that are prefixes. */
class MaskingOptionsProperties {
  private static final int ITEMS = 50;
  private static final int LENGTH = 12;
  private static final int MASK = ITEMS + 1;

  private static MaskedViewSampler sampler(
      double maskProbability, boolean atLeastOneMask, double prefixShare, long seed) {
    return new MaskedViewSampler(
        ITEMS,
        new MaskingConfiguration(
            1, maskProbability, 1, atLeastOneMask, prefixShare, Objective.MASKED),
        seed);
  }

  private static int[] padded(List<Integer> items) {
    return Padding.left(items.stream().mapToInt(i -> i).toArray(), LENGTH);
  }

  private static long masked(MaskedView view) {
    return Arrays.stream(view.labels()).filter(label -> label != 0).count();
  }

  @Property
  void aViewThatHasToHaveAMaskedItemDiffersOnlyWhereItWouldHaveNone(
      @ForAll @Size(min = 1, max = LENGTH) List<@IntRange(min = 1, max = ITEMS) Integer> items,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double maskProbability,
      @ForAll long seed) {
    int[] window = padded(items);
    MaskedView without = sampler(maskProbability, false, 0, seed).draw(window, 2, 5, 1);
    MaskedView with = sampler(maskProbability, true, 0, seed).draw(window, 2, 5, 1);
    if (masked(without) > 0) {
      assertThat(with.items()).isEqualTo(without.items());
      assertThat(with.labels()).isEqualTo(without.labels());
    } else {
      assertThat(masked(with)).isOne();
      for (int t = 0; t < LENGTH; t++) {
        if (with.labels()[t] == 0) {
          assertThat(with.items()[t]).isEqualTo(window[t]);
        } else {
          assertThat(with.labels()[t]).isEqualTo(window[t]).isPositive();
          assertThat(with.items()[t]).isBetween(1, MASK);
        }
      }
    }
  }

  @Example
  void theOneMaskedItemIsAnyOfAWindowsItemsAlikeAndMaskedLikeAnyOther() {
    int[] window = Padding.left(new int[] {7, 8, 9, 10}, LENGTH);
    MaskedViewSampler sampler = sampler(1e-9, true, 0, 3);
    int draws = 20_000;
    int[] chosen = new int[LENGTH];
    int token = 0;
    int kept = 0;
    for (int w = 0; w < draws; w++) {
      MaskedView view = sampler.draw(window, 0, w, 0);
      for (int t = 0; t < LENGTH; t++) {
        if (view.labels()[t] != 0) {
          chosen[t]++;
          token += view.items()[t] == MASK ? 1 : 0;
          kept += view.items()[t] == window[t] ? 1 : 0;
        }
      }
    }
    assertThat(Arrays.stream(chosen, 0, LENGTH - 4).sum()).isZero();
    for (int t = LENGTH - 4; t < LENGTH; t++) {
      assertThat(chosen[t] / (double) draws).isCloseTo(0.25, within(0.01));
    }
    assertThat(token / (double) draws).isCloseTo(0.8, within(0.01));
    assertThat(kept / (double) draws).isCloseTo(0.102, within(0.01));
  }

  @Property
  void aPrefixIsWhatWouldBeScoredIfItsLastItemWereStillToCome(
      @ForAll @Size(min = 1, max = LENGTH) List<@IntRange(min = 1, max = ITEMS) Integer> items,
      @ForAll long seed) {
    int[] window = padded(items);
    MaskedView view = sampler(0.3, false, 1, seed).draw(window, 2, 5, 1);
    int kept = items.size() - view.shift();
    assertThat(kept).isBetween(Math.min(2, items.size()), items.size());
    int[] history = items.stream().limit(kept - 1L).mapToInt(i -> i).toArray();
    assertThat(view.items()).isEqualTo(EncoderInput.after(history, LENGTH, MASK).items());
    int[] labels = new int[LENGTH];
    labels[LENGTH - 1] = items.get(kept - 1);
    assertThat(view.labels()).isEqualTo(labels);
    assertThat(view.labels()[LENGTH - 1]).isEqualTo(window[LENGTH - 1 - view.shift()]);
  }

  @Property
  void aViewThatIsNoPrefixIsWhatItWouldBeWithoutAny(
      @ForAll @Size(min = 1, max = LENGTH) List<@IntRange(min = 1, max = ITEMS) Integer> items,
      @ForAll @DoubleRange(min = 0.1, max = 0.9) double prefixShare,
      @ForAll long seed) {
    int[] window = padded(items);
    MaskedView plain = sampler(0.3, false, 0, seed).draw(window, 2, 5, 1);
    MaskedView prefix = sampler(0.3, false, 1, seed).draw(window, 2, 5, 1);
    MaskedView either = sampler(0.3, false, prefixShare, seed).draw(window, 2, 5, 1);
    assertThat(either.items()).isIn(plain.items(), prefix.items());
    assertThat(either.labels()).isIn(plain.labels(), prefix.labels());
    assertThat(sampler(0.3, false, prefixShare, seed).draw(window, 2, 5, 1).items())
        .isEqualTo(either.items());
  }

  @Example
  void prefixesAreAsManyAsTheirShareAndEndInEveryItemAlike() {
    int[] window = IntStream.rangeClosed(1, LENGTH).toArray();
    MaskedViewSampler sampler = sampler(0.5, false, 0.3, 1);
    int draws = 40_000;
    int prefixes = 0;
    int[] ends = new int[LENGTH + 1];
    for (int w = 0; w < draws; w++) {
      MaskedView view = sampler.draw(window, 0, w, 0);
      if (masked(view) == 1 && view.items()[LENGTH - 1] == MASK) {
        prefixes++;
        ends[view.labels()[LENGTH - 1]]++;
      }
    }
    assertThat(prefixes / (double) draws).isCloseTo(0.3, within(0.01));
    assertThat(ends[1]).isZero();
    for (int item = 2; item <= LENGTH; item++) {
      assertThat(ends[item] / (double) prefixes).isCloseTo(1.0 / (LENGTH - 1), within(0.01));
    }
  }

  @Example
  void expectedMaskedIsTheMeanOfWhatIsDrawn() {
    int[] window = IntStream.rangeClosed(1, LENGTH).toArray();
    MaskingConfiguration masking =
        new MaskingConfiguration(1, 0.1, 1, true, 0.25, Objective.MASKED);
    MaskedViewSampler sampler = new MaskedViewSampler(ITEMS, masking, 4);
    double drawn =
        IntStream.range(0, 20_000)
            .mapToLong(w -> masked(sampler.draw(window, 0, w, 0)))
            .average()
            .orElseThrow();
    assertThat(masking.expectedMasked(LENGTH)).isCloseTo(drawn, within(0.03));
  }

  @Property
  void theAttributesOfWhatTheLastViewMasksArePredictedWhereItStandsInTheOriginal(
      @ForAll @Size(min = 1, max = 6)
          List<@Size(min = 1, max = LENGTH) List<@IntRange(min = 1, max = ITEMS) Integer>> windows,
      @ForAll @DoubleRange(min = 0, max = 1) double prefixShare,
      @ForAll boolean atLeastOneMask) {
    TrainingConfiguration small = Preset.SMALL.configuration();
    TrainingConfiguration configuration =
        new TrainingConfiguration(
            small.ensemble(),
            new MaskingConfiguration(2, 0.3, 1, atLeastOneMask, prefixShare, Objective.MASKED),
            small.loss(),
            small.schedule(),
            small.precision(),
            1);
    List<int[]> items = windows.stream().map(w -> w.stream().mapToInt(i -> i).toArray()).toList();
    TrainingBatch batch = new BatchSchedule(items, ITEMS, configuration).batch(0);
    for (int b = 0; b < batch.size(); b++) {
      int sequence = b;
      int[] original = batch.original()[b];
      int[] predicted =
          IntStream.range(0, original.length)
              .filter(t -> batch.predictsAttributes(sequence, t))
              .map(t -> original[t])
              .toArray();
      assertThat(predicted)
          .isEqualTo(Arrays.stream(batch.labels()[1][b]).filter(label -> label != 0).toArray());
    }
  }
}
