package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.ItemLossKind;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Objective;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.TrainingBatch;
import io.emkd.domain.sampling.BatchSchedule;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.variable.Assignment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** The encoders' hand-written backward pass against differences of the loss, dropout included. */
class GradientTest {
  private static final int ITEMS = 25;
  private static final float STEP = 0.01f;

  private static TrainingConfiguration configuration(
      int networks,
      int views,
      int blocks,
      int heads,
      int length,
      double dropout,
      ItemLossConfiguration itemLoss,
      boolean tied) {
    return configuration(
        List.of(EncoderKind.BERT4REC),
        new MaskingConfiguration(views, 0.4, 1),
        networks,
        blocks,
        heads,
        length,
        dropout,
        itemLoss,
        tied);
  }

  private static TrainingConfiguration configuration(
      List<EncoderKind> encoders,
      MaskingConfiguration masking,
      int networks,
      int blocks,
      int heads,
      int length,
      double dropout,
      ItemLossConfiguration itemLoss,
      boolean tied) {
    return new TrainingConfiguration(
        new EnsembleConfiguration(
            encoders, 12, length, blocks, heads, networks, dropout, tied ? 0.3 : 1.0, tied, 0.0),
        masking,
        // Distillation holds its teachers fixed: its gradient is not the slope of the total.
        new LossConfiguration(0.7, 0.05, 0, itemLoss, 0.08, 0.03, 1.5),
        new ScheduleConfiguration(9, 1e-2, 5, 1, 1, 0, 0),
        Precision.FLOAT32,
        5);
  }

  @ParameterizedTest(name = "N={0} M={1} blocks={2} heads={3} T={4} dropout={5} {6} {7} tied={8}")
  @CsvSource({
    "1, 1, 1, 1, 4, 0, FULL, FUNCTIONS, false",
    "2, 1, 3, 3, 7, 0.3, FULL, FUNCTIONS, false",
    "4, 3, 2, 2, 5, 0.2, FULL, FUNCTIONS, false",
    "3, 2, 1, 4, 6, 0.1, FULL, FUNCTIONS, false",
    "2, 4, 2, 12, 3, 0, FULL, FUNCTIONS, false",
    "1, 2, 1, 1, 4, 0, SAMPLED, FUNCTIONS, false",
    "3, 2, 2, 2, 5, 0.2, SAMPLED, FUNCTIONS, false",
    "2, 2, 1, 2, 5, 0.2, FULL, FUNCTIONS, true",
    "1, 2, 1, 2, 5, 0.2, SAMPLED, FUNCTIONS, true",
    "2, 2, 1, 2, 5, 0.2, FULL, PROGRAM, false",
    "1, 1, 1, 1, 4, 0, SAMPLED, PROGRAM, true",
    "2, 2, 1, 2, 5, 0.2, FULL, NONE, false",
    "1, 1, 1, 1, 4, 0.3, SAMPLED, NONE, true"
  })
  void everyParametersGradientIsTheSlopeOfTheLoss(
      int networks,
      int views,
      int blocks,
      int heads,
      int length,
      double dropout,
      ItemLossKind itemLoss,
      Compilation compilation,
      boolean tied) {
    TrainingConfiguration configuration =
        configuration(
            networks,
            views,
            blocks,
            heads,
            length,
            dropout,
            new ItemLossConfiguration(itemLoss, 10),
            tied);
    checkGradients(configuration, compilation);
  }

  @ParameterizedTest(name = "{0} {1} {2} dropout={3} tied={4}")
  @CsvSource({
    "SASREC, NEXT_ITEM, FUNCTIONS, 0.2, false",
    "SASREC, MASKED, PROGRAM, 0.2, true",
    "SASREC, MASKED, NONE, 0, false",
    "BSAREC, MASKED, FUNCTIONS, 0.2, true",
    "BSAREC, MASKED, PROGRAM, 0, false",
    "GRU4REC, NEXT_ITEM, FUNCTIONS, 0.2, true",
    "GRU4REC, MASKED, PROGRAM, 0.2, false",
    "SASREC BERT4REC, MASKED, FUNCTIONS, 0.2, false",
    "BERT4REC BSAREC, MASKED, PROGRAM, 0.2, true",
    "SASREC GRU4REC, NEXT_ITEM, NONE, 0.2, false"
  })
  void soItIsWithEveryEncoderAndWithSeveralInOneEnsemble(
      String encoders, Objective objective, Compilation compilation, double dropout, boolean tied) {
    List<EncoderKind> kinds = Stream.of(encoders.split(" ")).map(EncoderKind::valueOf).toList();
    checkGradients(
        configuration(
            kinds,
            new MaskingConfiguration(2, 0.4, 1, false, 0.3, objective),
            kinds.size(),
            kinds.size() == 1 ? 2 : 1,
            2,
            5,
            dropout,
            ItemLossConfiguration.FULL,
            tied),
        compilation);
  }

  private static void checkGradients(TrainingConfiguration configuration, Compilation compilation) {
    TrainingBatch batch = batch(configuration);
    try (TensorFlowTrainer trainer = trainer(configuration, compilation)) {
      Weights weights = new Weights(trainer.session());
      weights.enlargeSmallOnes();
      Map<String, float[]> gradients = trainer.gradients(batch);
      int checked = 0;
      for (Map.Entry<String, float[]> parameter : gradients.entrySet()) {
        double norm = norm(parameter.getValue());
        if (norm < 0.01) {
          continue;
        }
        weights.move(parameter.getKey(), parameter.getValue(), STEP / norm);
        double above = trainer.of(batch).total();
        weights.move(parameter.getKey(), parameter.getValue(), -STEP / norm);
        double below = trainer.of(batch).total();
        assertThat((above - below) / (2 * STEP))
            .as("slope along the gradient of %s", parameter.getKey())
            .isCloseTo(norm, within(0.02 * norm + 0.005));
        checked++;
      }
      assertThat(checked).isGreaterThan(gradients.size() / 2);
    }
  }

  @Test
  void aRowThatDropoutEmptiesLeavesGradientsFinite() {
    TrainingConfiguration configuration =
        configuration(4, 3, 2, 2, 5, 0.6, ItemLossConfiguration.FULL, false);
    try (TensorFlowTrainer trainer = trainer(configuration, Compilation.FUNCTIONS)) {
      trainer
          .gradients(batch(configuration))
          .forEach((name, gradient) -> assertThat(norm(gradient)).as(name).isFinite());
    }
  }

  private static TrainingBatch batch(TrainingConfiguration configuration) {
    int length = configuration.ensemble().maxLength();
    SplittableRandom random = new SplittableRandom(1);
    List<int[]> windows = new ArrayList<>();
    for (int w = 0; w < 9; w++) {
      windows.add(random.ints(1 + random.nextInt(length), 1, ITEMS + 1).toArray());
    }
    return new BatchSchedule(windows, ITEMS, configuration).batch(0);
  }

  private static TensorFlowTrainer trainer(
      TrainingConfiguration configuration, Compilation compilation) {
    List<Item> items = new ArrayList<>();
    for (int i = 1; i <= ITEMS; i++) {
      items.add(new Item("i" + i, "", List.of("a" + i % 3)));
    }
    return new TensorFlowTrainer(
        configuration, new ItemCatalogue(items), 1, Device.choose("cpu", 2).with(compilation));
  }

  /**
   * A trainer's initial weights, of which one at a time is moved. All are read and written in a run
   * each: TensorFlow takes a whole graph apart for every set of fetches that is new to it.
   */
  private static final class Weights {
    private final EnsembleSession session;
    private final Map<String, Assignment> assignments = new LinkedHashMap<>();
    private final Map<String, float[]> initial = new LinkedHashMap<>();

    Weights(EnsembleSession session) {
      this.session = session;
      Session.Runner reading = session.session.runner();
      for (String name : session.graph.parameterSizes().keySet()) {
        assignments.put(name, session.graph.assignment(name));
        reading.fetch(name + ".value");
      }
      try (Result result = reading.run()) {
        int index = 0;
        for (String name : assignments.keySet()) {
          initial.put(name, EnsembleSession.floats(result.get(index++)));
        }
      }
    }

    /**
     * As training does, and deviations of 0.02 do not: where queries and keys are small, what
     * attention's weights depend on changes the loss by nothing that could be seen.
     */
    void enlargeSmallOnes() {
      SplittableRandom random = new SplittableRandom(3);
      initial.forEach(
          (name, values) -> {
            if (name.contains(".block.") && norm(values) < 0.05 * Math.sqrt(values.length)) {
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.4 * random.nextGaussian());
              }
            }
          });
      move("", new float[0], 0);
    }

    void move(String moved, float[] direction, double factor) {
      Session.Runner writing = session.session.runner();
      List<TFloat32> written = new ArrayList<>();
      assignments.forEach(
          (name, assignment) -> {
            float[] values = Objects.requireNonNull(initial.get(name)).clone();
            for (int i = 0; i < values.length && name.equals(moved); i++) {
              values[i] += (float) (factor * direction[i]);
            }
            TFloat32 value = EnsembleSession.tensor(values, assignment.shape().asArray());
            written.add(value);
            writing.feed(assignment.value(), value).addTarget(assignment.assign());
          });
      writing.run().close();
      written.forEach(TFloat32::close);
    }
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }
}
