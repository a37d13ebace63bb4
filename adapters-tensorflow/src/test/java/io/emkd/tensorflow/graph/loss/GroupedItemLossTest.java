package io.emkd.tensorflow.graph.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.compile.Functions;
import io.emkd.tensorflow.graph.gradient.Derivative;
import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import io.emkd.tensorflow.graph.kernel.PortableKernels;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class GroupedItemLossTest {
  private static final int ITEMS = 30;
  private static final int ROWS = 48;
  private static final EnsembleConfiguration SHAPE =
      new EnsembleConfiguration(EncoderKind.BERT4REC, 8, 6, 1, 2, 3, 0.1);
  private static final LossConfiguration LOSS =
      new LossConfiguration(0.3, 0.01, 0.5, ItemLossConfiguration.FULL);

  /** Both losses, the gradients of all masked rows in their order, those of the heads. */
  private static List<float[]> values(int groups) {
    Random random = new Random(5);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Parameters parameters = new Parameters(tf, 3, 1);
      EnsembleNetworks ensemble =
          new EnsembleNetworks(parameters, SHAPE, ITEMS, new PortableKernels(), NetworkDevices.ANY);
      List<Operand<TFloat32>> masked = new ArrayList<>();
      for (int n = 0; n < SHAPE.networks(); n++) {
        float[][] rows = new float[ROWS][SHAPE.hiddenSize()];
        for (float[] row : rows) {
          for (int i = 0; i < row.length; i++) {
            row[i] = (float) random.nextGaussian();
          }
        }
        masked.add(tf.constant(rows));
      }
      int[] labels = random.ints(ROWS, 1, ITEMS + 1).toArray();
      float[] weights = new float[ROWS];
      for (int k = 0; k < ROWS - 5; k++) {
        weights[k] = 1f / (1 + k % 3);
      }
      ItemLosses loss =
          GroupedItemLoss.of(
              new TrainingOps(
                  tf,
                  Functions.INLINED,
                  new MatrixProducts(Precision.FLOAT32),
                  Compilation.FUNCTIONS,
                  NetworkDevices.ANY),
              SoftmaxHeads.of(ensemble, Optional.empty()),
              new MaskedStates(masked, Optional.empty()),
              new MaskedInputs(
                  tf.range(tf.constant(0), tf.constant(ROWS), tf.constant(1)),
                  tf.constant(labels),
                  tf.constant(weights)),
              groups,
              LOSS);
      List<Op> initial = new ArrayList<>();
      parameters.all().forEach(v -> initial.add(tf.assignVariableOp(v.handle(), v.initial())));
      List<Operand<TFloat32>> ofRows = new ArrayList<>();
      List<Operand<TFloat32>> ofHeads = new ArrayList<>();
      for (Derivative derivative : loss.derivatives()) {
        long rows =
            derivative.of().shape().numDimensions() < 2 ? 0 : derivative.of().shape().get(0);
        (rows == ROWS / groups ? ofRows : ofHeads).add(derivative.gradient());
      }
      try (Session session = new Session(graph)) {
        Session.Runner first = session.runner();
        initial.forEach(first::addTarget);
        first.run().close();
        Session.Runner runner =
            session.runner().fetch(loss.maskedItem()).fetch(loss.distillation());
        for (int n = 0; n < SHAPE.networks(); n++) {
          List<Operand<TFloat32>> ofNetwork = new ArrayList<>();
          for (int g = 0; g < groups; g++) {
            ofNetwork.add(ofRows.get(g * SHAPE.networks() + n));
          }
          runner.fetch(AxisPartition.join(tf, ofNetwork, 0));
        }
        ofHeads.forEach(runner::fetch);
        List<float[]> values = new ArrayList<>();
        try (Result result = runner.run()) {
          for (int i = 0; i < result.size(); i++) {
            TFloat32 value = (TFloat32) result.get(i);
            float[] floats = new float[Math.toIntExact(value.size())];
            value.asRawTensor().data().asFloats().read(floats);
            values.add(floats);
          }
        }
        return values;
      }
    }
  }

  @ParameterizedTest(name = "{0} groups")
  @ValueSource(ints = {2, 3, 4})
  void lossesAndGradientsInGroupsAreThoseOfAllRowsAtOnce(int groups) {
    List<float[]> expected = values(1);
    List<float[]> actual = values(groups);
    // Two losses; of each network the rows' gradients, the head's and its bias's.
    assertThat(expected).hasSize(2 + 3 * SHAPE.networks());
    assertThat(actual).hasSameSizeAs(expected);
    for (int v = 0; v < expected.size(); v++) {
      assertThat(actual.get(v)).containsExactly(expected.get(v), within(2e-5f));
    }
    assertThat(expected.get(0)[0]).isGreaterThan(1);
    assertThat(expected.get(1)[0]).isGreaterThan(0.01f);
  }

  private static int groups(int maskedViews, int items) {
    return GroupedItemLoss.groups(
        new TrainingConfiguration(
            new EnsembleConfiguration(EncoderKind.BERT4REC, 64, 15, 2, 2, 3, 0.3),
            new MaskingConfiguration(maskedViews, 0.15, 1),
            LOSS,
            new ScheduleConfiguration(256, 1e-3, 1, 1, 1, 0, 0),
            Precision.FLOAT32,
            1),
        items);
  }

  @Test
  void aGroupHoldsSomeMegabytesOfLogitsHoweverManyViewsAndItems() {
    assertThat(groups(2, 100)).isEqualTo(1);
    assertThat(groups(2, 12_101)).isEqualTo(4);
    assertThat(groups(8, 12_101)).isEqualTo(18);
    assertThat(groups(8, 1_000_000)).isEqualTo(18);
  }
}
