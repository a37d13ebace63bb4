package io.emkd.tensorflow.graph.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.Activation;
import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EncoderVariant;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.ScoredEnsembleGraph;
import io.emkd.tensorflow.graph.kernel.PortableKernels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class AllPositionsTest {
  private static final int ITEMS = 20;
  private static final int[][] INPUTS = {
    {0, 0, 0, 0, 0, ITEMS + 1}, {0, 0, 0, 7, 3, ITEMS + 1}, {1, 2, 3, 4, 5, ITEMS + 1}
  };

  private static float[][] scores(EncoderKind encoder, boolean leaveOutPadding) {
    return computed(new EnsembleConfiguration(encoder, 8, 6, 2, 2, 3, 0.1), leaveOutPadding).scores;
  }

  /**
   * @param last hidden states of the last positions, [B][d]
   * @param all those of all positions, [B*T][d]
   */
  private record Computed(float[][] scores, float[][] last, float[][] all) {}

  private static Computed computed(EnsembleConfiguration shape, boolean leaveOutPadding) {
    ConfigProto noGpu = ConfigProto.newBuilder().putAllDeviceCount(Map.of("GPU", 0)).build();
    try (ScoredEnsembleGraph graph =
            new ScoredEnsembleGraph(shape, ITEMS, new PortableKernels(leaveOutPadding));
        Session session = new Session(graph.graph(), noGpu);
        TInt32 inputs = TInt32.tensorOf(StdArrays.ndCopyOf(INPUTS))) {
      session.runner().addTarget(graph.initialize()).run().close();
      session.runner().addTarget(graph.scoring.prepare).run().close();
      try (Result result =
          session
              .runner()
              .feed(graph.scoring.inputs, inputs)
              .fetch(graph.scoring.scores)
              .fetch(graph.scoring.lastHiddenStates)
              .fetch(graph.scoring.hiddenStates.get(0))
              .run()) {
        return new Computed(
            StdArrays.array2dCopyOf((TFloat32) result.get(0)),
            StdArrays.array2dCopyOf((TFloat32) result.get(1)),
            StdArrays.array2dCopyOf((TFloat32) result.get(2)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void scoresAreTheSameWhetherPaddingIsComputedOrLeftOut(EncoderKind encoder) {
    float[][] all = scores(encoder, false);
    float[][] packed = scores(encoder, true);
    for (int b = 0; b < INPUTS.length; b++) {
      assertThat(all[b]).hasSize(ITEMS + 1);
      for (int item = 0; item <= ITEMS; item++) {
        assertThat(all[b][item]).isCloseTo(packed[b][item], within(1e-5f));
      }
    }
    assertThat(all[0]).isNotEqualTo(all[1]);
  }

  @ParameterizedTest
  @CsvSource({
    "SASREC, 12, SWISH, true, false",
    "SASREC, 0, RELU, false, false",
    "BERT4REC, 12, GELU, true, true",
    "BERT4REC, 40, TANH, false, true",
    "GRU4REC, 12, GELU, false, false"
  })
  void networksFromElsewhereAreEncodedTheSameInEveryWay(
      EncoderKind encoder,
      int innerSize,
      Activation activation,
      boolean positionsFromFirst,
      boolean postNorm) {
    EnsembleConfiguration shape =
        new EnsembleConfiguration(
            List.of(encoder),
            8,
            6,
            2,
            2,
            1,
            0.1,
            1.0,
            true,
            0.0,
            new EncoderVariant(innerSize, activation, 1e-3, positionsFromFirst, postNorm));
    Computed all = computed(shape, false);
    Computed packed = computed(shape, true);
    for (int b = 0; b < INPUTS.length; b++) {
      assertThat(packed.scores[b]).containsExactly(all.scores[b], within(1e-4f));
      assertThat(packed.all[6 * b + 5]).containsExactly(packed.last[b], within(1e-5f));
    }
  }
}
