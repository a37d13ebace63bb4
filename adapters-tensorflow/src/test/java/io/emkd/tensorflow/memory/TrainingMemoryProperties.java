package io.emkd.tensorflow.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.ItemLossKind;
import io.emkd.domain.configuration.LearningRateSchedule;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.memory.TrainingMemory.Part;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class TrainingMemoryProperties {
  /** d, T, L, N, M, B, V: what may grow, from the least to the most that is valid. */
  private static final int[][] RANGES = {
    {64, 4096}, {2, 1000}, {1, 32}, {1, 16}, {1, 64}, {1, 65536}, {1, 50_000_000}
  };

  private static TrainingMemory estimate(int[] size, ItemLossKind itemLoss) {
    return TrainingMemory.of(
        new TrainingConfiguration(
            new EnsembleConfiguration(
                EncoderKind.BERT4REC, size[0] / 64 * 64, size[1], size[2], 2, size[3], 0.2),
            new MaskingConfiguration(size[4], 0.15, 1),
            new LossConfiguration(0.3, 0.01, 0.001, new ItemLossConfiguration(itemLoss, 2048)),
            new ScheduleConfiguration(size[5], 1e-3, 1, 1, 1, 0, 0),
            Precision.FLOAT32,
            1),
        size[5],
        size[6],
        100,
        true);
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Combinators.combine(
            Arrays.stream(RANGES)
                .map(range -> Arbitraries.integers().between(range[0], range[1]))
                .toList())
        .as(values -> values.stream().mapToInt(i -> i).toArray());
  }

  @Property
  void noPartShrinksWhenAnOptionGrows(
      @ForAll("sizes") int[] size,
      @ForAll @IntRange(max = 6) int option,
      @ForAll @IntRange(min = 1, max = 1000) int more,
      @ForAll ItemLossKind itemLoss) {
    int[] larger = size.clone();
    larger[option] = (int) Math.min(RANGES[option][1], (long) size[option] + more);
    TrainingMemory before = estimate(size, itemLoss);
    TrainingMemory after = estimate(larger, itemLoss);
    before
        .parts()
        .forEach(
            (part, bytes) -> {
              // In groups a part of the masked positions is there at once, more or less of it.
              if (part != Part.LOGITS || itemLoss == ItemLossKind.SAMPLED) {
                assertThat(after.parts().get(part)).as(part.name()).isGreaterThanOrEqualTo(bytes);
              }
              assertThat(bytes).as(part.name()).isNotNegative();
            });
    assertThat(before.total()).isPositive();
  }

  @Example
  void theLargestConfigurationDoesNotOverflow() {
    int[] largest = Arrays.stream(RANGES).mapToInt(range -> range[1]).toArray();
    TrainingMemory memory = estimate(largest, ItemLossKind.FULL);
    assertThat(memory.total()).isGreaterThan(1L << 50);
    assertThat(memory.of(Part.ATTENTION)).isGreaterThan(1L << 50);
    assertThat(memory.parts().values()).allSatisfy(bytes -> assertThat(bytes).isPositive());
  }

  @Example
  void aPartGrowsWithWhatItIsMadeOf() {
    int[] size = {256, 50, 2, 3, 2, 256, 12_000};
    TrainingMemory one = estimate(size, ItemLossKind.FULL);
    int[] longer = {256, 100, 2, 3, 2, 256, 12_000};
    TrainingMemory two = estimate(longer, ItemLossKind.FULL);
    assertThat(two.of(Part.ACTIVATIONS)).isEqualTo(2 * one.of(Part.ACTIVATIONS));
    assertThat(two.of(Part.ATTENTION)).isEqualTo(4 * one.of(Part.ATTENTION));
    int[] twice = {256, 50, 2, 3, 2, 512, 12_000};
    assertThat(estimate(twice, ItemLossKind.FULL).of(Part.CONTRAST))
        .isEqualTo(4 * one.of(Part.CONTRAST));
    assertThat(one.of(Part.MOMENTS)).isEqualTo(2 * one.of(Part.WEIGHTS));
    assertThat(one.of(Part.AVERAGES)).isZero();
  }

  @Example
  void whatTheOptimiserKeepsIsCountedAndATiedHeadTakesNothing() {
    TrainingMemory plain = estimate(OptimizerConfiguration.PAPER, false);
    TrainingMemory full =
        estimate(
            new OptimizerConfiguration(
                OptimizerKind.MUON, LearningRateSchedule.CONSTANT, 0, 0.1, 0.999),
            false);
    assertThat(full.of(Part.AVERAGES))
        .isEqualTo(full.of(Part.WEIGHTS))
        .isEqualTo(plain.of(Part.WEIGHTS));
    assertThat(plain.of(Part.MOMENTS) - full.of(Part.MOMENTS))
        .isEqualTo(4L * 3 * 2 * 12 * 256 * 256);
    assertThat(full.of(Part.GRADIENTS)).isGreaterThan(plain.of(Part.GRADIENTS));
    assertThat(
            plain.of(Part.WEIGHTS) - estimate(OptimizerConfiguration.PAPER, true).of(Part.WEIGHTS))
        .isEqualTo(4L * 3 * 12_001 * 256);
  }

  private static TrainingMemory estimate(OptimizerConfiguration optimizer, boolean tied) {
    return TrainingMemory.of(
        new TrainingConfiguration(
            new EnsembleConfiguration(EncoderKind.BERT4REC, 256, 50, 2, 2, 3, 0.2, 1.0, tied),
            new MaskingConfiguration(2, 0.15, 1),
            new LossConfiguration(0.3, 0.01, 0.001, ItemLossConfiguration.FULL),
            new ScheduleConfiguration(256, 1e-3, 1, 1, 1, 0, 0),
            optimizer,
            Precision.FLOAT32,
            1),
        256,
        12_000,
        100,
        true);
  }
}
