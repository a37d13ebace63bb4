package io.emkd.tensorflow.graph.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.ScoredEnsembleGraph;
import io.emkd.tensorflow.graph.kernel.PortableKernels;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
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
    EnsembleConfiguration shape = new EnsembleConfiguration(encoder, 8, 6, 2, 2, 3, 0.1);
    ConfigProto noGpu = ConfigProto.newBuilder().putAllDeviceCount(Map.of("GPU", 0)).build();
    try (ScoredEnsembleGraph graph =
            new ScoredEnsembleGraph(shape, ITEMS, new PortableKernels(leaveOutPadding));
        Session session = new Session(graph.graph(), noGpu);
        TInt32 inputs = TInt32.tensorOf(StdArrays.ndCopyOf(INPUTS))) {
      session.runner().addTarget(graph.initialize()).run().close();
      session.runner().addTarget(graph.scoring.prepare).run().close();
      try (Result result =
          session.runner().feed(graph.scoring.inputs, inputs).fetch(graph.scoring.scores).run()) {
        return StdArrays.array2dCopyOf((TFloat32) result.get(0));
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
}
