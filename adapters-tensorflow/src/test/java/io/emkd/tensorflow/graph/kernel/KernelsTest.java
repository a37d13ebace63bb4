package io.emkd.tensorflow.graph.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.engine.ScoredEnsemble;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelsTest {
  private static final int ITEMS = 300;
  private static final EnsembleConfiguration SHAPE =
      new EnsembleConfiguration(EncoderKind.BERT4REC, 64, 15, 2, 2, 3, 0.3);

  @TempDir Path weights;

  @Test
  void theFusedKernelsWorkOnTheProcessorsOfCi() {
    assertThat(FusedKernels.work()).isTrue();
  }

  @Test
  void theFusedKernelsGiveTheScoresOfThePortableOnesForAnyBatchAndPadding() {
    try (ScoredEnsemble portable = new ScoredEnsemble(SHAPE, ITEMS, new PortableKernels());
        ScoredEnsemble fused = new ScoredEnsemble(SHAPE, ITEMS, new FusedKernels())) {
      portable.saveWeights(weights);
      fused.restoreWeights(weights);
      for (int batch : new int[] {1, 2, 7, 64}) {
        int[][] inputs = inputs(batch);
        float[][] expected = portable.scores(inputs);
        float[][] found = fused.scores(inputs);
        for (int b = 0; b < batch; b++) {
          for (int item = 0; item <= ITEMS; item++) {
            assertThat(found[b][item]).isCloseTo(expected[b][item], within(2e-5f));
          }
        }
        assertThat(fused.hiddenStates(inputs)[0])
            .usingComparatorWithPrecision(2e-5f)
            .containsExactly(portable.hiddenStates(inputs)[0]);
      }
    }
  }

  /** Left-padded to different lengths, ending in the mask token. */
  private static int[][] inputs(int batch) {
    Random random = new Random(batch);
    int[][] inputs = new int[batch][SHAPE.maxLength()];
    for (int b = 0; b < batch; b++) {
      int length = SHAPE.maxLength();
      for (int t = random.nextInt(length); t < length - 1; t++) {
        inputs[b][t] = 1 + random.nextInt(ITEMS);
      }
      inputs[b][length - 1] = ITEMS + 1;
    }
    return inputs;
  }
}
