package io.emkd.tensorflow.process;

import static io.emkd.tensorflow.engine.TinyTraining.ITEMS;
import static io.emkd.tensorflow.engine.TinyTraining.LENGTH;
import static io.emkd.tensorflow.engine.TinyTraining.catalogue;
import static io.emkd.tensorflow.engine.TinyTraining.schedule;
import static io.emkd.tensorflow.engine.TinyTraining.steps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.ensemble.ItemTransitions;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.evaluation.baseline.Baselines;
import io.emkd.domain.sampling.BatchSchedule;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.engine.TensorFlowEngine;
import io.emkd.tensorflow.index.IndexSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerProcessTest {
  private static final String ROOM = "what there is room for";
  private static final long STEPS = 20;
  private static final Device CPU = Device.choose("cpu", 2);

  private static final ItemTransitions TRANSITIONS =
      Baselines.skipMarkov(
          List.of(new int[] {1, 2, 3, 4, 5}, new int[] {2, 4}), ITEMS, () -> false);

  @TempDir Path folder;

  private static TrainingConfiguration configuration(ItemLossKind itemLoss) {
    return new TrainingConfiguration(
        new EnsembleConfiguration(
            List.of(EncoderKind.BERT4REC), 8, LENGTH, 2, 2, 3, 0.3, 0.1, true, 0.7),
        new MaskingConfiguration(2, 0.3, 1, true, 0.5, Objective.MASKED),
        new LossConfiguration(0.3, 0.01, 0.1, new ItemLossConfiguration(itemLoss, 12)),
        new ScheduleConfiguration(8, 1e-2, 5, 2, 3, 4, 6),
        new OptimizerConfiguration(
            OptimizerKind.MUON, LearningRateSchedule.WARMUP_COSINE, 3, 0.1, 0.9),
        Precision.FLOAT32,
        11);
  }

  /** Compiled in a fifth of the time, where no number is compared. */
  private static TrainingConfiguration smallest() {
    return new TrainingConfiguration(
        new EnsembleConfiguration(EncoderKind.BERT4REC, 8, LENGTH, 1, 2, 2, 0.3),
        new MaskingConfiguration(1, 0.3, 1),
        new LossConfiguration(0.3, 0.01, 0.1, ItemLossConfiguration.FULL),
        new ScheduleConfiguration(8, 1e-2, 5, 2, 3, 4, 6),
        Precision.FLOAT32,
        11);
  }

  private static EnsembleTrainer here(TrainingConfiguration configuration) {
    return new TensorFlowEngine(CPU, IndexSettings.NEVER)
        .trainer(configuration, catalogue(), STEPS);
  }

  private static TrainerProcess process(TrainingConfiguration configuration) {
    return new TrainerProcess(configuration, catalogue(), STEPS, CPU, 256L << 20, ROOM);
  }

  @Test
  void aProcessOfItsOwnGivesTheSameLossesRanksAndWeightsToTheLastDigit() throws IOException {
    TrainingConfiguration configuration = configuration(ItemLossKind.FULL);
    int[][] inputs = new int[9][LENGTH];
    int[] targets = new int[9];
    int[][] excluded = new int[9][];
    SplittableRandom random = new SplittableRandom(5);
    for (int b = 0; b < 9; b++) {
      inputs[b] = random.ints(LENGTH, 1, ITEMS + 1).toArray();
      inputs[b][LENGTH - 1] = ITEMS + 1;
      targets[b] = 1 + b;
      excluded[b] = random.ints(b, 10, ITEMS + 1).distinct().toArray();
    }
    Path here = Files.createDirectory(folder.resolve("here"));
    Path there = Files.createDirectory(folder.resolve("there"));
    try (EnsembleTrainer one = here(configuration);
        TrainerProcess other = process(configuration)) {
      assertThat(other.device()).isEqualTo(one.device());
      one.scoreWith(TRANSITIONS);
      other.scoreWith(TRANSITIONS);
      assertThat(steps(other, schedule(configuration), 0, 6))
          .isEqualTo(steps(one, schedule(configuration), 0, 6));
      assertThat(other.ranker().ranks(inputs, targets, excluded))
          .isEqualTo(one.ranker().ranks(inputs, targets, excluded));
      one.saveWeights(here);
      other.saveWeights(there);
      assertThat(there.resolve("variables.data-00000-of-00001"))
          .hasSameBinaryContentAs(here.resolve("variables.data-00000-of-00001"));
      assertThat(other.profile(schedule(configuration).batch(0), 6)).isNotEmpty();
    }
  }

  @Test
  void aTrainingResumesInAnotherProcessAsIfItHadNotBeenInterrupted() {
    TrainingConfiguration configuration = configuration(ItemLossKind.SAMPLED);
    BatchSchedule schedule = schedule(configuration);
    List<LossTerms> uninterrupted;
    try (EnsembleTrainer whole = here(configuration)) {
      uninterrupted = steps(whole, schedule, 0, 7);
    }
    try (TrainerProcess first = process(configuration)) {
      steps(first, schedule, 0, 4);
      first.saveCheckpoint(folder);
    }
    try (TrainerProcess second = process(configuration)) {
      second.restoreCheckpoint(folder);
      assertThat(steps(second, schedule, 4, 7)).isEqualTo(uninterrupted.subList(4, 7));
    }
  }

  @Test
  void aTornCheckpointIsRefusedAndTheTrainerGoesOn() throws IOException {
    TrainingConfiguration configuration = smallest();
    Files.writeString(folder.resolve("variables.index"), "torn");
    try (TrainerProcess trainer = process(configuration)) {
      assertThatThrownBy(() -> trainer.restoreCheckpoint(folder))
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageNotContaining(folder.toString());
      assertThat(steps(trainer, schedule(configuration), 0, 1).get(0).isFinite()).isTrue();
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsAFailureOfThatCallAlone() {
    try (TrainerProcess trainer = process(smallest())) {
      assertThatThrownBy(() -> trainer.saveCheckpoint(Path.of("/proc/none")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("No such file or directory")
          .hasMessageNotContaining("/proc/none");
      trainer.saveCheckpoint(folder);
      assertThat(folder.resolve("variables.index")).exists();
    }
  }

  @Test
  void aKilledProcessEndsTheCallUnderWayWithWordsThatSaySo() {
    TrainingConfiguration configuration = smallest();
    try (TrainerProcess trainer = process(configuration)) {
      CompletableFuture<List<LossTerms>> underWay =
          CompletableFuture.supplyAsync(
              () -> steps(trainer, schedule(configuration), 0, 1_000_000));
      ProcessHandle.of(trainer.pid()).orElseThrow().destroyForcibly();
      assertThatThrownBy(() -> underWay.orTimeout(60, TimeUnit.SECONDS).join())
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was killed (exit 137)")
          .hasMessageContaining("memory runs out")
          .hasMessageContaining(ROOM);
      assertThatThrownBy(() -> trainer.saveWeights(folder))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was killed");
    }
  }

  @Test
  void closingFromAnotherThreadEndsTheCallUnderWayAsCancelled() {
    TrainingConfiguration configuration = smallest();
    TrainerProcess trainer = process(configuration);
    steps(trainer, schedule(configuration), 0, 1);
    CompletableFuture<List<LossTerms>> underWay =
        CompletableFuture.supplyAsync(() -> steps(trainer, schedule(configuration), 1, 1_000_000));
    trainer.close();
    assertThat(ProcessHandle.of(trainer.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    assertThatThrownBy(() -> underWay.orTimeout(60, TimeUnit.SECONDS).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(CancellationException.class);
    trainer.close();
  }

  @Test
  void theKernelIsToKillTheTrainingFirstAndSignalsOfTheTerminalAreNotForIt() throws Exception {
    TrainingConfiguration configuration = smallest();
    try (TrainerProcess trainer = process(configuration)) {
      steps(trainer, schedule(configuration), 0, 1);
      assertThat(Path.of("/proc", Long.toString(trainer.pid()), "oom_score_adj"))
          .hasContent("1000");
      ProcessHandle.of(trainer.pid()).orElseThrow().destroy();
      assertThat(new ProcessBuilder("kill", "-INT", Long.toString(trainer.pid())).start().waitFor())
          .isZero();
      assertThat(steps(trainer, schedule(configuration), 1, 40)).hasSize(39);
    }
  }
}
