package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.LearningRateSchedule;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Objective;
import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.EncoderInput;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.ItemTransitions;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.evaluation.baseline.Baseline;
import io.emkd.domain.evaluation.baseline.Baselines;
import io.emkd.domain.sampling.BatchSchedule;
import io.emkd.domain.sampling.TrainingWindows;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.index.IndexSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an ensemble with a skip_markov_weight adds to the logits of its networks. */
class SkipMarkovTest {
  /** More than have a place among an item's followers. */
  private static final int ITEMS = ItemTransitions.MOST + 40;

  private static final int NETWORKS = 2;
  private static final double WEIGHT = 0.7;
  private static final Device CPU = Device.choose("cpu", 1);

  @TempDir Path folder;

  private static List<int[]> training() {
    SplittableRandom random = new SplittableRandom(4);
    List<int[]> training = new ArrayList<>();
    for (int user = 0; user < 60; user++) {
      training.add(random.ints(2 + random.nextInt(25), 1, ITEMS + 1).toArray());
    }
    // One item that all others follow, those of even numbers twice.
    for (int item = 2; item <= ITEMS; item++) {
      for (int times = 0; times < (item % 2 == 0 ? 3 : 2); times++) {
        training.add(new int[] {1, item});
      }
    }
    return training;
  }

  private static ItemCatalogue catalogue() {
    return new ItemCatalogue(
        IntStream.rangeClosed(1, ITEMS).mapToObj(i -> new Item("i" + i, "", List.of())).toList());
  }

  private static TrainingConfiguration configuration(int length, double weight) {
    return new TrainingConfiguration(
        new EnsembleConfiguration(
            List.of(EncoderKind.SASREC), 8, length, 1, 2, NETWORKS, 0.1, 0.3, true, weight),
        new MaskingConfiguration(1, 0.3, length, false, 0.0, Objective.NEXT_ITEM),
        new LossConfiguration(0.3, 0.01, 0.1, ItemLossConfiguration.FULL),
        new ScheduleConfiguration(16, 1e-2, 2, 1, 1, 0, 0),
        new OptimizerConfiguration(OptimizerKind.ADAM, LearningRateSchedule.CONSTANT, 0, 0, 0.9),
        Precision.FLOAT32,
        3);
  }

  private static TensorFlowTrainer trained(TrainingConfiguration configuration) {
    TensorFlowTrainer trainer = new TensorFlowTrainer(configuration, catalogue(), 4, CPU);
    BatchSchedule schedule =
        new BatchSchedule(
            TrainingWindows.of(
                training(),
                configuration.ensemble().maxLength(),
                configuration.masking().windowStep()),
            ITEMS,
            configuration);
    if (configuration.ensemble().addsSkipMarkov()) {
      trainer.scoreWith(Baselines.skipMarkov(training(), ITEMS, () -> false));
    }
    TinyTraining.steps(trainer, schedule, 0, 3);
    return trainer;
  }

  private static int[][] histories() {
    SplittableRandom random = new SplittableRandom(9);
    int[][] histories = new int[7][];
    for (int b = 0; b < histories.length - 1; b++) {
      histories[b] = random.ints(1 + 4 * b, 1, ITEMS + 1).toArray();
    }
    histories[histories.length - 1] = new int[] {1};
    return histories;
  }

  private static int[][] inputs(int length) {
    int[][] inputs = histories();
    for (int b = 0; b < inputs.length; b++) {
      inputs[b] = EncoderInput.after(inputs[b], length, ITEMS + 1).items();
    }
    return inputs;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 11, 14})
  void eachNetworksLogitsHaveTheLogarithmOfTheBaselineAndTheLossHasNothingOfIt(int length) {
    Map<String, Baseline> baselines = new HashMap<>();
    Baselines.forEach(
        training(), ITEMS, () -> false, baseline -> baselines.put(baseline.name(), baseline));
    try (TensorFlowTrainer with = trained(configuration(length, WEIGHT));
        TensorFlowTrainer without = trained(configuration(length, 0))) {
      float[][] scores = with.ranker().scores(inputs(length));
      float[][] plain = without.ranker().scores(inputs(length));
      float[][][] logits = with.ranker().networkLogits(inputs(length));
      float[][][] plainLogits = without.ranker().networkLogits(inputs(length));
      int[][] histories = histories();
      double greatest = 0;
      for (int b = 0; b < histories.length; b++) {
        int kept = Math.min(histories[b].length, length - 1);
        int[] known =
            Arrays.copyOfRange(histories[b], histories[b].length - kept, histories[b].length);
        double[] counted = baselines.get("skip_markov").scores(known);
        for (int item = 1; item <= ITEMS; item++) {
          double added = WEIGHT * Math.log1p(10 * counted[item]);
          greatest = Math.max(greatest, added);
          assertThat(scores[b][item] - plain[b][item])
              .isCloseTo((float) (NETWORKS * added), within(2e-4f));
          for (int n = 0; n < NETWORKS; n++) {
            assertThat(logits[b][n][item] - plainLogits[b][n][item])
                .isCloseTo((float) added, within(2e-4f));
          }
        }
      }
      assertThat(greatest).isGreaterThan(1);
    }
  }

  @Test
  void aPublishedVersionAnswersAsTheTrainerRankedAlsoWhereCataloguesHaveAnIndex()
      throws IOException {
    TrainingConfiguration configuration = configuration(14, WEIGHT);
    Path weights = Files.createDirectory(folder.resolve("weights"));
    Path published = Files.createDirectory(folder.resolve("published"));
    EnsembleEngine engine = new TensorFlowEngine(CPU, new IndexSettings(ITEMS, 0.5));
    int[][] inputs = inputs(14);
    int[][] excluded = new int[inputs.length][0];
    try (TensorFlowTrainer trainer = trained(configuration)) {
      trainer.saveWeights(weights);
      engine.export(weights, configuration.ensemble(), ITEMS, inputs, published);
      try (EnsembleEngine.TrainedEnsemble loaded =
          engine.load(published, configuration.ensemble(), ITEMS)) {
        TopItems[] expected = trainer.ranker().top(inputs, excluded, 10);
        TopItems[] answered = loaded.scorer().top(inputs, excluded, 10);
        for (int b = 0; b < inputs.length; b++) {
          assertThat(answered[b].items()).isEqualTo(expected[b].items());
          assertThat(answered[b].scores()).containsExactly(expected[b].scores(), within(1e-4f));
        }
      }
    }
  }

  @Test
  void aCheckpointGoesOnWithWhatItIsGivenAgain() throws IOException {
    TrainingConfiguration configuration = configuration(14, WEIGHT);
    Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
    int[][] inputs = inputs(14);
    try (TensorFlowTrainer trainer = trained(configuration);
        TensorFlowTrainer other = new TensorFlowTrainer(configuration, catalogue(), 4, CPU)) {
      trainer.saveCheckpoint(checkpoint);
      other.scoreWith(Baselines.skipMarkov(training(), ITEMS, () -> false));
      other.restoreCheckpoint(checkpoint);
      assertThat(other.ranker().scores(inputs)).isDeepEqualTo(trainer.ranker().scores(inputs));
    }
  }
}
