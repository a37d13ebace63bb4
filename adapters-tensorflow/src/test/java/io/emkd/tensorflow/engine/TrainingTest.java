package io.emkd.tensorflow.engine;

import static io.emkd.tensorflow.engine.TinyTraining.ITEMS;
import static io.emkd.tensorflow.engine.TinyTraining.LENGTH;
import static io.emkd.tensorflow.engine.TinyTraining.catalogue;
import static io.emkd.tensorflow.engine.TinyTraining.schedule;
import static io.emkd.tensorflow.engine.TinyTraining.steps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.ItemLossKind;
import io.emkd.domain.configuration.LearningRateSchedule;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Objective;
import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.evaluation.Ranks;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.index.IndexSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {
  private static final Device CPU = Device.choose("cpu", 2);

  @TempDir Path folder;

  private static TrainingConfiguration configuration(int networks) {
    return configuration(networks, 0.3, 0.3);
  }

  private static TrainingConfiguration configuration(
      int networks, double dropout, double temperature) {
    return new TrainingConfiguration(
        new EnsembleConfiguration(EncoderKind.BERT4REC, 8, LENGTH, 2, 2, networks, dropout),
        new MaskingConfiguration(2, 0.3, 1),
        new LossConfiguration(temperature, 0.01, 0.1, ItemLossConfiguration.FULL),
        new ScheduleConfiguration(8, 1e-2, 5, 1, 1, 0, 0),
        Precision.FLOAT32,
        11);
  }

  /** With everything that the paper's trainings do without. */
  private static TrainingConfiguration everyOption(
      ItemLossConfiguration itemLoss, double weightAveraging) {
    return everyOption(itemLoss, weightAveraging, 0.3);
  }

  private static TrainingConfiguration everyOption(
      ItemLossConfiguration itemLoss, double weightAveraging, double dropout) {
    return new TrainingConfiguration(
        new EnsembleConfiguration(EncoderKind.BERT4REC, 8, LENGTH, 2, 2, 2, dropout, 0.1, true),
        new MaskingConfiguration(2, 0.3, 1, true, 0.5, Objective.MASKED),
        new LossConfiguration(0.3, 0.01, 0.1, itemLoss),
        new ScheduleConfiguration(8, 1e-2, 5, 1, 1, 0, 0),
        new OptimizerConfiguration(
            OptimizerKind.MUON, LearningRateSchedule.WARMUP_COSINE, 4, 0.1, weightAveraging),
        Precision.FLOAT32,
        11);
  }

  private static TensorFlowTrainer trainer(TrainingConfiguration configuration) {
    return trainer(configuration, Compilation.FUNCTIONS);
  }

  private static TensorFlowTrainer trainer(
      TrainingConfiguration configuration, Compilation compilation) {
    return new TensorFlowTrainer(configuration, catalogue(), 20, CPU.with(compilation));
  }

  @Test
  void whatIsCompiledOrNotTheLossesAreTheSameButForRounding() {
    // Without dropout, whose draws differ.
    TrainingConfiguration configuration = configuration(3, 0, 0.3);
    List<List<LossTerms>> trajectories = new ArrayList<>();
    for (Compilation compilation : Compilation.values()) {
      try (TensorFlowTrainer trainer = trainer(configuration, compilation)) {
        trajectories.add(steps(trainer, schedule(configuration), 0, 6));
      }
    }
    for (List<LossTerms> trajectory : trajectories) {
      for (int step = 0; step < trajectory.size(); step++) {
        double expected = trajectories.get(0).get(step).total();
        assertThat(trajectory.get(step).total()).isCloseTo(expected, within(1e-3 * expected));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Compilation.class)
  void theSameSeedGivesTheSameLossesToTheLastDigitAlsoWhereATrainingIsResumed(
      Compilation compilation) {
    TrainingConfiguration configuration = configuration(2);
    try (TensorFlowTrainer whole = trainer(configuration, compilation);
        TensorFlowTrainer resumed = trainer(configuration, compilation)) {
      List<LossTerms> before = steps(whole, schedule(configuration), 0, 7);
      whole.saveCheckpoint(folder);
      List<LossTerms> after = steps(whole, schedule(configuration), 7, 12);
      assertThat(steps(resumed, schedule(configuration), 0, 7)).isEqualTo(before);
      steps(resumed, schedule(configuration), 7, 9);
      resumed.restoreCheckpoint(folder);
      assertThat(steps(resumed, schedule(configuration), 7, 12)).isEqualTo(after);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withEveryOptionOnAResumedTrainingEqualsAnUninterruptedOneToTheLastDigit(
      ItemLossKind itemLoss) {
    TrainingConfiguration configuration = everyOption(new ItemLossConfiguration(itemLoss, 10), 0.8);
    int[][] inputs = {{0, 0, 3, 1, 2, ITEMS + 1}};
    try (TensorFlowTrainer whole = trainer(configuration);
        TensorFlowTrainer resumed = trainer(configuration)) {
      List<LossTerms> before = steps(whole, schedule(configuration), 0, 7);
      whole.saveCheckpoint(folder);
      float[][] scores = whole.ranker().scores(inputs);
      List<LossTerms> after = steps(whole, schedule(configuration), 7, 12);
      assertThat(steps(resumed, schedule(configuration), 0, 7)).isEqualTo(before);
      steps(resumed, schedule(configuration), 7, 9);
      resumed.restoreCheckpoint(folder);
      assertThat(resumed.ranker().scores(inputs)).isDeepEqualTo(scores);
      assertThat(steps(resumed, schedule(configuration), 7, 12)).isEqualTo(after);
      assertThat(resumed.ranker().scores(inputs)).isDeepEqualTo(whole.ranker().scores(inputs));
      assertThat(after).allSatisfy(losses -> assertThat(losses.isFinite()).isTrue());
    }
  }

  @Test
  void theAverageIsScoredAndSavedAndTheTrainingGoesOnWithTheWeightsThemselves() {
    TrainingConfiguration averaged = everyOption(ItemLossConfiguration.FULL, 0.8);
    TrainingConfiguration plain = everyOption(ItemLossConfiguration.FULL, 0);
    int[][] inputs = {{0, 0, 3, 1, 2, ITEMS + 1}};
    try (TensorFlowTrainer one = trainer(averaged);
        TensorFlowTrainer other = trainer(plain)) {
      assertThat(one.ranker().scores(inputs)).isDeepEqualTo(other.ranker().scores(inputs));
      assertThat(steps(one, schedule(averaged), 0, 6))
          .isEqualTo(steps(other, schedule(plain), 0, 6));
      float[][] scores = one.ranker().scores(inputs);
      assertThat(Arrays.deepEquals(scores, other.ranker().scores(inputs))).isFalse();
      one.saveWeights(folder);
      try (var loaded =
          new TensorFlowEngine(CPU, IndexSettings.NEVER).load(folder, averaged.ensemble(), ITEMS)) {
        assertThat(((TensorFlowScorer) loaded.scorer()).scores(inputs)).isDeepEqualTo(scores);
      }
    }
  }

  @Test
  void withEveryOptionOnOneProgramTrainsAndAveragesAsOperationsDo() {
    TrainingConfiguration configuration = everyOption(ItemLossConfiguration.FULL, 0.8, 0);
    int[][] inputs = {{0, 0, 3, 1, 2, ITEMS + 1}};
    try (TensorFlowTrainer operations = trainer(configuration);
        TensorFlowTrainer program =
            new TensorFlowTrainer(configuration, catalogue(), 20, CPU.with(Compilation.PROGRAM));
        TensorFlowTrainer resumed =
            new TensorFlowTrainer(configuration, catalogue(), 20, CPU.with(Compilation.PROGRAM))) {
      List<LossTerms> expected = steps(operations, schedule(configuration), 0, 8);
      List<LossTerms> losses = steps(program, schedule(configuration), 0, 5);
      program.saveCheckpoint(folder);
      resumed.restoreCheckpoint(folder);
      List<LossTerms> rest = steps(program, schedule(configuration), 5, 8);
      assertThat(steps(resumed, schedule(configuration), 5, 8)).isEqualTo(rest);
      for (int step = 0; step < 8; step++) {
        assertThat((step < 5 ? losses.get(step) : rest.get(step - 5)).total())
            .as("step %s", step)
            .isCloseTo(expected.get(step).total(), within(1e-3));
      }
      float[][] scores = operations.ranker().scores(inputs);
      float[][] ofProgram = program.ranker().scores(inputs);
      assertThat(resumed.ranker().scores(inputs)).isDeepEqualTo(ofProgram);
      for (int item = 1; item <= ITEMS; item++) {
        assertThat(ofProgram[0][item]).isCloseTo(scores[0][item], within(1e-3f));
      }
    }
  }

  @Test
  void aTrainingThatGoesOnPastItsPlannedStepsLearnsNoMore() {
    TrainingConfiguration configuration = everyOption(ItemLossConfiguration.FULL, 0);
    int[][] inputs = {{0, 0, 3, 1, 2, ITEMS + 1}};
    try (TensorFlowTrainer trainer = trainer(configuration)) {
      steps(trainer, schedule(configuration), 0, 20);
      float[][] scores = trainer.ranker().scores(inputs);
      steps(trainer, schedule(configuration), 20, 22);
      assertThat(trainer.ranker().scores(inputs)).isDeepEqualTo(scores);
    }
  }

  @Test
  void atTemperatureOneTheSharedSoftmaxGivesTheGradientOfTheGeneralOne() {
    TrainingConfiguration one = configuration(3, 0, 1);
    TrainingConfiguration nearlyOne = configuration(3, 0, 1 + 1e-7);
    try (TensorFlowTrainer shared = trainer(one);
        TensorFlowTrainer general = trainer(nearlyOne)) {
      var batch = schedule(one).batch(0);
      assertThat(shared.of(batch).total()).isCloseTo(general.of(batch).total(), within(1e-4));
      var expected = general.gradients(batch);
      shared
          .gradients(batch)
          .forEach(
              (name, gradient) -> {
                for (int i = 0; i < gradient.length; i++) {
                  assertThat(gradient[i]).as(name).isCloseTo(expected.get(name)[i], within(1e-5f));
                }
              });
    }
  }

  @Test
  void aTornCheckpointIsRefused() throws IOException {
    TrainingConfiguration configuration = configuration(1);
    try (TensorFlowTrainer trainer = trainer(configuration)) {
      trainer.saveCheckpoint(folder);
      Path data = folder.resolve("variables.data-00000-of-00001");
      byte[] bytes = Files.readAllBytes(data);
      Files.write(data, Arrays.copyOf(bytes, bytes.length / 2));
      assertThatThrownBy(() -> trainer.restoreCheckpoint(folder))
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageContaining("not the variables of this ensemble")
          .hasMessageNotContaining(folder.toString());
    }
  }

  @Test
  void aFlippedBitInACheckpointIsRefused() throws IOException {
    TrainingConfiguration configuration = configuration(1);
    try (TensorFlowTrainer trainer = trainer(configuration)) {
      trainer.saveCheckpoint(folder);
      Path data = folder.resolve("variables.data-00000-of-00001");
      byte[] bytes = Files.readAllBytes(data);
      bytes[bytes.length / 3] ^= 4;
      Files.write(data, bytes);
      assertThatThrownBy(() -> trainer.restoreCheckpoint(folder))
          .isInstanceOf(CorruptArtifactException.class);
    }
  }

  @Test
  void aCheckpointOfAnotherShapeIsRefused() {
    try (TensorFlowTrainer small = trainer(configuration(1));
        TensorFlowTrainer large = trainer(configuration(2))) {
      small.saveCheckpoint(folder);
      assertThatThrownBy(() -> large.restoreCheckpoint(folder))
          .isInstanceOf(CorruptArtifactException.class);
    }
  }

  @Test
  void ranksAndTopItemsAgreeWithThePlainRankingOfTheScores() {
    try (TensorFlowTrainer trainer = trainer(configuration(3))) {
      TensorFlowScorer scorer = trainer.ranker();
      int[][] inputs = {{0, 0, 0, 1, 2, ITEMS + 1}, {5, 6, 7, 8, 9, ITEMS + 1}};
      int[] targets = {2, 20};
      int[][] excluded = {{1, 2}, {}};
      float[][] scores = scorer.scores(inputs);
      int[] ranks = scorer.ranks(inputs, targets, excluded);
      TopItems[] top = scorer.top(inputs, excluded, ITEMS);
      for (int b = 0; b < inputs.length; b++) {
        double[] plain = new double[ITEMS + 1];
        for (int i = 0; i <= ITEMS; i++) {
          plain[i] = scores[b][i];
        }
        assertThat(ranks[b]).isEqualTo(Ranks.of(plain, targets[b], excluded[b]));
        assertThat(top[b].items()).hasSize(ITEMS - excluded[b].length).doesNotContain(0);
        for (int left : excluded[b]) {
          assertThat(top[b].items()).doesNotContain(left);
        }
        for (int i = 0; i < top[b].items().length; i++) {
          assertThat(top[b].scores()[i]).isEqualTo(scores[b][top[b].items()[i]]);
        }
      }
    }
  }

  @Test
  void aLoadedEnsembleScoresAsTheTrainedOneDid() {
    TrainingConfiguration configuration = configuration(3);
    int[][] inputs = {{0, 0, 3, 1, 2, ITEMS + 1}};
    try (TensorFlowTrainer trainer = trainer(configuration)) {
      steps(trainer, schedule(configuration), 0, 3);
      trainer.saveWeights(folder);
      try (var loaded =
          new TensorFlowEngine(CPU, IndexSettings.NEVER)
              .load(folder, configuration.ensemble(), ITEMS)) {
        assertThat(((TensorFlowScorer) loaded.scorer()).scores(inputs))
            .isDeepEqualTo(trainer.ranker().scores(inputs));
      }
    }
  }
}
