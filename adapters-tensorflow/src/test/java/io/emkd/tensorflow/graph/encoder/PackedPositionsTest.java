package io.emkd.tensorflow.graph.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.engine.ScoredEnsemble;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class PackedPositionsTest {
  private static final int ITEMS = 300;
  private static final EnsembleConfiguration SHAPE =
      new EnsembleConfiguration(EncoderKind.BERT4REC, 32, 15, 2, 4, 2, 0.3);

  private static ScoredEnsemble ensemble;

  @BeforeContainer
  static void initialize() {
    ensemble = new ScoredEnsemble(SHAPE, ITEMS, Device.choose("cpu", 0).kernels());
  }

  @AfterContainer
  static void close() {
    ensemble.close();
  }

  /** Returns inputs of 1 to {@code longest} items each, then {@code last}. */
  private static int[][] inputs(int batch, int longest, int last, long seed) {
    int length = SHAPE.maxLength();
    Random random = new Random(seed);
    int[][] inputs = new int[batch][length];
    for (int[] input : inputs) {
      for (int t = length - 2 - random.nextInt(longest); t < length - 1; t++) {
        input[t] = 1 + random.nextInt(ITEMS);
      }
      input[length - 1] = last;
    }
    return inputs;
  }

  @Property(tries = 100)
  void theLastHiddenStatesAreThoseOfAllPositionsComputedWithPadding(
      @ForAll @IntRange(min = 1, max = 150) int batch,
      @ForAll @IntRange(min = 1, max = 14) int longest,
      @ForAll boolean endsInPadding,
      @ForAll long seed) {
    // Only an exported model may be fed padding at the end.
    int[][] inputs = inputs(batch, longest, endsInPadding ? 0 : ITEMS + 1, seed);
    int length = SHAPE.maxLength();
    float[][] packed = ensemble.lastHiddenStates(inputs);
    float[][] padded = ensemble.hiddenStates(inputs);
    int d = SHAPE.hiddenSize();
    for (int b = 0; b < batch; b++) {
      for (int n = 0; n < SHAPE.networks(); n++) {
        int last = ((b + 1) * length - 1) * d;
        assertThat(Arrays.copyOfRange(packed[b], n * d, (n + 1) * d))
            .usingComparatorWithPrecision(2e-5f)
            .containsExactly(Arrays.copyOfRange(padded[n], last, last + d));
      }
    }
  }

  @Property(tries = 20)
  void theBestItemsOfASequenceAloneAreThoseOfTheSameSequenceAmongMany(
      @ForAll @IntRange(min = 5, max = 60) int batch,
      @ForAll @IntRange(min = 1, max = 14) int longest,
      @ForAll long seed) {
    int[][] inputs = inputs(batch, longest, ITEMS + 1, seed);
    float[][] among = ensemble.top(inputs, 10).scores();
    for (int b = 0; b < batch; b += 7) {
      ScoredEnsemble.Best alone = ensemble.top(new int[][] {inputs[b]}, 10);
      assertThat(alone.scores()[0]).usingComparatorWithPrecision(2e-5f).containsExactly(among[b]);
      // Not the items themselves: two that score alike to rounding may change places.
      float[] scores = ensemble.scores(new int[][] {inputs[b]})[0];
      float[] scoresOfItems = new float[alone.items()[0].length];
      for (int k = 0; k < scoresOfItems.length; k++) {
        scoresOfItems[k] = scores[alone.items()[0][k]];
      }
      assertThat(scoresOfItems).usingComparatorWithPrecision(2e-5f).containsExactly(among[b]);
    }
  }
}
