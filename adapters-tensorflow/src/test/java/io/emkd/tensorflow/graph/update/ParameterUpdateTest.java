package io.emkd.tensorflow.graph.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.LearningRateSchedule;
import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.Preset;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.compile.Functions;
import io.emkd.tensorflow.graph.kernel.MatrixProducts;
import io.emkd.tensorflow.graph.kernel.TrainingOps;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import io.emkd.tensorflow.graph.variable.Parameters;
import io.emkd.tensorflow.graph.variable.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** The update in the graph against the same formulas in plain Java and double precision. */
class ParameterUpdateTest {
  private static final int STEPS = 7;
  private static final double RATE = 0.05;
  private static final ConfigProto NO_GPU =
      ConfigProto.newBuilder().putAllDeviceCount(Map.of("GPU", 0)).build();

  private static TrainingConfiguration configuration(OptimizerConfiguration optimizer) {
    TrainingConfiguration small = Preset.SMALL.configuration();
    return new TrainingConfiguration(
        small.ensemble(),
        small.masking(),
        small.loss(),
        new ScheduleConfiguration(8, RATE, 1, 1, 1, 0, 0),
        optimizer,
        small.precision(),
        1);
  }

  @ParameterizedTest(name = "{0} {1} weight decay {2} averaging {3}")
  @CsvSource({
    "ADAM, CONSTANT, 0, 0",
    "ADAM, WARMUP_COSINE, 0.3, 0",
    "ADAM, CONSTANT, 0, 0.5",
    "MUON, CONSTANT, 0, 0",
    "MUON, WARMUP_COSINE, 0.3, 0.5"
  })
  void everyStepIsThatOfTheFormulas(
      OptimizerKind kind, LearningRateSchedule schedule, double decay, double averaging) {
    TrainingConfiguration configuration =
        configuration(new OptimizerConfiguration(kind, schedule, 2, decay, averaging));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Parameters parameters = declare(new Parameters(tf, 3, 1));
      Parameters averages = new Parameters(tf, 3, 1, "average.");
      if (averaging > 0) {
        declare(averages);
      }
      Parameters slots = new Parameters(tf);
      Map<String, Placeholder<TFloat32>> fed = new LinkedHashMap<>();
      parameters
          .all()
          .forEach(
              v -> fed.put(v.name(), tf.placeholder(TFloat32.class, Placeholder.shape(v.shape()))));
      Map<String, Operand<TFloat32>> gradients = new LinkedHashMap<>(fed);
      StepScalars scalars = StepScalars.placeholders(tf);
      ParameterUpdate update =
          new ParameterUpdate(
              new TrainingOps(
                  tf,
                  Functions.INLINED,
                  new MatrixProducts(Precision.FLOAT32),
                  Compilation.NONE,
                  NetworkDevices.ANY),
              parameters.all(),
              slots,
              averages.all(),
              gradients,
              configuration.optimizer(),
              scalars);
      List<Variable> all = new ArrayList<>(parameters.all());
      all.addAll(averages.all());
      all.addAll(slots.all());
      Op initialize =
          tf.withControlDependencies(
                  all.stream().map(v -> (Op) tf.assignVariableOp(v.handle(), v.initial())).toList())
              .noOp();
      try (Session session = new Session(graph, NO_GPU)) {
        session.runner().addTarget(initialize).run().close();
        Map<String, PlainUpdate> expected = new LinkedHashMap<>();
        for (Variable variable : parameters.all()) {
          expected.put(
              variable.name(), new PlainUpdate(variable, value(session, variable), configuration));
        }
        SplittableRandom random = new SplittableRandom(9);
        for (int step = 0; step < STEPS; step++) {
          Session.Runner runner = session.runner().addTarget(update.operation);
          List<TFloat32> tensors = new ArrayList<>();
          StepScalars.Values values = StepScalars.Values.of(configuration, step, STEPS);
          feed(runner, tensors, scalars.stepSize(), values.stepSize());
          feed(runner, tensors, scalars.epsilon(), values.epsilon());
          feed(runner, tensors, scalars.learningRate(), values.learningRate());
          feed(runner, tensors, scalars.averageShare(), values.averageShare());
          for (Variable variable : parameters.all()) {
            float[] gradient = new float[Math.toIntExact(variable.shape().size())];
            for (int i = 0; i < gradient.length; i++) {
              gradient[i] = (float) random.nextDouble(-1, 1);
            }
            expected.get(variable.name()).step(gradient, step);
            TFloat32 tensor = TFloat32.tensorOf(variable.shape(), DataBuffers.of(gradient));
            tensors.add(tensor);
            runner.feed(fed.get(variable.name()), tensor);
          }
          runner.run().close();
          tensors.forEach(TFloat32::close);
        }
        for (Variable variable : parameters.all()) {
          PlainUpdate plain = expected.get(variable.name());
          assertClose(variable.name(), value(session, variable), plain.weights);
        }
        for (int a = 0; a < averages.all().size(); a++) {
          Variable average = averages.all().get(a);
          assertThat(average.name()).isEqualTo("average." + parameters.all().get(a).name());
          assertClose(
              average.name(),
              value(session, average),
              expected.get(parameters.all().get(a).name()).average);
        }
      }
    }
  }

  private static Parameters declare(Parameters parameters) {
    parameters.normal("network.0.token", true, 5, 4);
    parameters.normal("network.0.position", false, 3, 4);
    parameters.constant("network.0.block.0.input_norm.scale", 1, 4);
    parameters.uniform("network.0.block.0.attention_input.weight", 4, 4, 12);
    parameters.uniform("network.0.block.0.attention_input.bias", 4, 12);
    parameters.uniform("network.0.block.0.feed_forward_inner.weight", 4, 4, 9);
    parameters.uniform("network.0.block.0.feed_forward_outer.weight", 9, 9, 4);
    parameters.uniform("network.0.item_head.weight", 4, 5, 4);
    return parameters;
  }

  private static void feed(
      Session.Runner runner, List<TFloat32> tensors, Operand<TFloat32> scalar, float value) {
    TFloat32 tensor = TFloat32.scalarOf(value);
    tensors.add(tensor);
    runner.feed(scalar, tensor);
  }

  private static float[] value(Session session, Variable variable) {
    try (Result result = session.runner().fetch(variable.value()).run()) {
      float[] values = new float[Math.toIntExact(variable.shape().size())];
      ((TFloat32) result.get(0))
          .copyTo(NdArrays.wrap(variable.shape(), DataBuffers.of(values, false, false)));
      return values;
    }
  }

  private static void assertClose(String name, float[] actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).as(name + " " + i).isCloseTo(expected[i], within(2e-5));
    }
  }

  /** One variable's weights by the formulas. */
  private static final class PlainUpdate {
    private final boolean matrix;
    private final boolean muon;
    private final int maps;
    private final int rows;
    private final int columns;
    private final TrainingConfiguration configuration;
    private final double[] first;
    private final double[] second;
    private final double[] average;
    private double[] weights;

    PlainUpdate(Variable variable, float[] initial, TrainingConfiguration configuration) {
      Shape shape = variable.shape();
      this.configuration = configuration;
      this.matrix = shape.numDimensions() == 2;
      this.muon =
          matrix
              && variable.name().contains("block")
              && configuration.optimizer().optimizer() == OptimizerKind.MUON;
      this.maps = variable.name().contains("attention_input") ? 3 : 1;
      this.rows = matrix ? Math.toIntExact(shape.get(0)) : 1;
      this.columns = initial.length / rows;
      this.first = new double[initial.length];
      this.second = new double[initial.length];
      this.weights = new double[initial.length];
      for (int i = 0; i < initial.length; i++) {
        weights[i] = initial[i];
      }
      this.average = weights.clone();
    }

    void step(float[] gradient, int t) {
      OptimizerConfiguration optimizer = configuration.optimizer();
      double rate = configuration.learningRate(t, STEPS);
      if (matrix) {
        weights = Arrays.stream(weights).map(w -> w - rate * optimizer.weightDecay() * w).toArray();
      }
      if (muon) {
        orthogonalStep(gradient, rate);
      } else {
        adamStep(gradient, rate, t);
      }
      double share = Math.max(1 - optimizer.weightAveraging(), 9.0 / (10 + t));
      for (int i = 0; i < weights.length; i++) {
        average[i] = (1 - share) * average[i] + share * weights[i];
      }
    }

    private void adamStep(float[] gradient, double rate, int t) {
      for (int i = 0; i < weights.length; i++) {
        first[i] = 0.9 * first[i] + 0.1 * gradient[i];
        second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i];
        double mean = first[i] / (1 - Math.pow(0.9, t + 1));
        double square = second[i] / (1 - Math.pow(0.999, t + 1));
        weights[i] -= rate * mean / (Math.sqrt(square) + 1e-8);
      }
    }

    private void orthogonalStep(float[] gradient, double rate) {
      int width = columns / maps;
      for (int map = 0; map < maps; map++) {
        double[][] ahead = new double[rows][width];
        for (int r = 0; r < rows; r++) {
          for (int c = 0; c < width; c++) {
            int i = r * columns + map * width + c;
            first[i] = 0.95 * first[i] + gradient[i];
            ahead[r][c] = gradient[i] + 0.95 * first[i];
          }
        }
        double[][] orthogonal = orthogonal(ahead);
        for (int r = 0; r < rows; r++) {
          for (int c = 0; c < width; c++) {
            weights[r * columns + map * width + c] -=
                rate * 0.2 * Math.sqrt(Math.max(rows, width)) * orthogonal[r][c];
          }
        }
      }
    }

    private static double[][] orthogonal(double[][] matrix) {
      double norm =
          Math.sqrt(Arrays.stream(matrix).flatMapToDouble(Arrays::stream).map(x -> x * x).sum());
      double[][] x = scaled(matrix, 1 / (norm + 1e-7));
      for (int i = 0; i < 5; i++) {
        // Of the longer side where the graph takes the shorter: the same polynomial.
        double[][] gram = product(x, transposed(x));
        double[][] cubic = product(gram, x);
        double[][] quintic = product(gram, cubic);
        x = sum(sum(scaled(x, 3.4445), scaled(cubic, -4.7750)), scaled(quintic, 2.0315));
      }
      return x;
    }

    private static double[][] scaled(double[][] x, double factor) {
      return Arrays.stream(x)
          .map(row -> Arrays.stream(row).map(v -> v * factor).toArray())
          .toArray(double[][]::new);
    }

    private static double[][] sum(double[][] x, double[][] y) {
      double[][] sum = scaled(x, 1);
      for (int r = 0; r < x.length; r++) {
        for (int c = 0; c < x[r].length; c++) {
          sum[r][c] += y[r][c];
        }
      }
      return sum;
    }

    private static double[][] transposed(double[][] x) {
      double[][] transposed = new double[x[0].length][x.length];
      for (int r = 0; r < x.length; r++) {
        for (int c = 0; c < x[r].length; c++) {
          transposed[c][r] = x[r][c];
        }
      }
      return transposed;
    }

    private static double[][] product(double[][] x, double[][] y) {
      double[][] product = new double[x.length][y[0].length];
      for (int r = 0; r < x.length; r++) {
        for (int c = 0; c < y[0].length; c++) {
          for (int k = 0; k < y.length; k++) {
            product[r][c] += x[r][k] * y[k][c];
          }
        }
      }
      return product;
    }
  }
}
