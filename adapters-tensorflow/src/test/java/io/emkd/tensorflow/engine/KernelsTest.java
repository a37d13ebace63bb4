package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.device.ScoringThreads;
import io.emkd.tensorflow.graph.ScoredEnsembleGraph;
import io.emkd.tensorflow.graph.kernel.FusedKernels;
import io.emkd.tensorflow.graph.kernel.Kernels;
import io.emkd.tensorflow.graph.kernel.PortableKernels;
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
    Device cpu = Device.choose("cpu", 0);
    try (EnsembleSession portable = session(new PortableKernels(), cpu);
        EnsembleSession fused = session(new FusedKernels(), cpu)) {
      portable.initialize();
      portable.save(portable.graph.weightPersistence, weights);
      fused.restore(fused.graph.weightPersistence, weights);
      portable.prepareScoring();
      fused.prepareScoring();
      for (int batch : new int[] {1, 2, 7, 64}) {
        int[][] inputs = inputs(batch);
        float[][] expected = scorer(portable).scores(inputs);
        float[][] found = scorer(fused).scores(inputs);
        for (int b = 0; b < batch; b++) {
          for (int item = 0; item <= ITEMS; item++) {
            assertThat(found[b][item]).isCloseTo(expected[b][item], within(2e-5f));
          }
        }
        assertThat(scorer(fused).hiddenStates(inputs)[0])
            .usingComparatorWithPrecision(2e-5f)
            .containsExactly(scorer(portable).hiddenStates(inputs)[0]);
      }
    }
  }

  private static EnsembleSession session(Kernels kernels, Device device) {
    return new EnsembleSession(
        new ScoredEnsembleGraph(SHAPE, ITEMS, kernels),
        device.scoringSession(ScoringThreads.of(device, SHAPE, ITEMS)));
  }

  private static TensorFlowScorer scorer(EnsembleSession session) {
    return new TensorFlowScorer(session, ITEMS, SHAPE.maxLength(), 1);
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
