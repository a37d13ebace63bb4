package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.ItemLossKind;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.ensemble.SampledItems;
import io.emkd.domain.ensemble.TrainingBatch;
import io.emkd.domain.sampling.BatchSchedule;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.graph.variable.Assignment;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;

/** A sample that holds every item once is the full softmax. */
class SampledSoftmaxTest {
  private static final int ITEMS = 30;
  private static final int COLUMNS = ITEMS + 1;

  private static TrainingConfiguration configuration(
      int networks, double temperature, ItemLossConfiguration itemLoss) {
    return new TrainingConfiguration(
        new EnsembleConfiguration(EncoderKind.BERT4REC, 8, 6, 2, 2, networks, 0.1),
        new MaskingConfiguration(2, 0.3, 1),
        new LossConfiguration(temperature, 0.01, 0.5, itemLoss),
        new ScheduleConfiguration(12, 1e-2, 5, 1, 1, 0, 0),
        Precision.FLOAT32,
        11);
  }

  private static TrainingBatch batch(TrainingConfiguration configuration) {
    List<int[]> windows =
        IntStream.range(0, 12)
            .mapToObj(
                w -> IntStream.range(0, 3 + w % 4).map(t -> 1 + (5 * w + t) % ITEMS).toArray())
            .toList();
    return new BatchSchedule(windows, ITEMS, configuration).batch(0);
  }

  private static TensorFlowTrainer trainer(TrainingConfiguration configuration) {
    return new TensorFlowTrainer(
        configuration,
        new ItemCatalogue(
            IntStream.rangeClosed(1, ITEMS)
                .mapToObj(i -> new Item("i" + i, "", List.of("a" + i % 3)))
                .toList()),
        1,
        Device.choose("cpu", 2));
  }

  /** Every column once, as expected. */
  private static SampledItems everything() {
    return new SampledItems(IntStream.range(0, COLUMNS).toArray(), new float[COLUMNS]);
  }

  @ParameterizedTest(name = "N={0} temperature={1}")
  @CsvSource({"1, 1", "3, 1", "3, 0.3", "2, 2"})
  void aSampleOfEveryItemGivesTheLossesAndGradientsOfTheFullSoftmax(
      int networks, double temperature) {
    TrainingConfiguration full = configuration(networks, temperature, ItemLossConfiguration.FULL);
    TrainingConfiguration sampled =
        configuration(
            networks, temperature, new ItemLossConfiguration(ItemLossKind.SAMPLED, COLUMNS));
    TrainingBatch batch = batch(full);
    TrainingBatch everything =
        new TrainingBatch(batch.original(), batch.views(), batch.labels(), everything());
    try (TensorFlowTrainer reference = trainer(full);
        TensorFlowTrainer trainer = trainer(sampled)) {
      LossTerms expected = reference.of(batch);
      LossTerms losses = trainer.of(everything);
      assertThat(losses.maskedItem()).isCloseTo(expected.maskedItem(), within(1e-4));
      assertThat(losses.distillation()).isCloseTo(expected.distillation(), within(1e-4));
      assertThat(losses.total()).isCloseTo(expected.total(), within(1e-3));
      Map<String, float[]> gradients = trainer.gradients(everything);
      reference
          .gradients(batch)
          .forEach(
              (name, gradient) ->
                  assertThat(gradients.get(name))
                      .as(name)
                      .containsExactly(gradient, within(2e-4f)));
    }
  }

  @Test
  void theLogarithmOfAnExpectedCountIsTakenFromTheLogit() {
    TrainingConfiguration full = configuration(3, 1, ItemLossConfiguration.FULL);
    TrainingConfiguration sampled =
        configuration(3, 1, new ItemLossConfiguration(ItemLossKind.SAMPLED, COLUMNS));
    TrainingBatch batch = batch(full);
    float[] corrections = new float[COLUMNS];
    for (int item = 0; item < COLUMNS; item++) {
      corrections[item] = (item % 7 - 3) / 2f;
    }
    try (TensorFlowTrainer reference = trainer(full);
        TensorFlowTrainer trainer = trainer(sampled)) {
      for (int n = 0; n < 3; n++) {
        lower(reference.session(), "network." + n + ".item_head.bias", corrections);
      }
      LossTerms expected = reference.of(batch);
      LossTerms losses =
          trainer.of(
              new TrainingBatch(
                  batch.original(),
                  batch.views(),
                  batch.labels(),
                  new SampledItems(everything().items(), corrections)));
      assertThat(losses.maskedItem()).isCloseTo(expected.maskedItem(), within(1e-4));
      assertThat(losses.distillation()).isCloseTo(expected.distillation(), within(1e-4));
    }
  }

  private static void lower(EnsembleSession session, String bias, float[] by) {
    float[] values;
    try (Result result = session.session.runner().fetch(bias + ".value").run()) {
      values = EnsembleSession.floats(result.get(0));
    }
    for (int i = 0; i < values.length; i++) {
      values[i] -= by[i];
    }
    Assignment assignment = session.graph.assignment(bias);
    try (TFloat32 value = EnsembleSession.tensor(values, assignment.shape().asArray())) {
      session
          .session
          .runner()
          .feed(assignment.value(), value)
          .addTarget(assignment.assign())
          .run()
          .close();
    }
  }
}
