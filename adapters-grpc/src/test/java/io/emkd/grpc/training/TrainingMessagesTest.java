package io.emkd.grpc.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.emkd.domain.configuration.Preset;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.registry.MemoryModels;
import io.emkd.domain.training.TrainingEvent;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.domain.training.TrainingRequest;
import io.emkd.domain.training.TrainingState;
import io.emkd.grpc.Manifests;
import io.emkd.grpc.configuration.TrainingConfigurations;
import io.emkd.grpc.model.ModelMessages;
import io.emkd.v1.Training;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens in a training, as a client reads it. */
class TrainingMessagesTest {
  private static final TrainingRecord RECORD =
      new TrainingRecord(
          "t-1",
          new TrainingRequest("films", "shop", Preset.SMALL.configuration(), true),
          TrainingState.RUNNING,
          Instant.ofEpochSecond(10),
          Instant.ofEpochSecond(20),
          "goes on");

  private final ModelMessages models = new ModelMessages(new MemoryModels());

  @Test
  void aTrainingSaysWhatWasAskedForAndWhereItIs() {
    Training training = TrainingMessages.training(RECORD);

    assertThat(training.getId()).isEqualTo("t-1");
    assertThat(training.getDataset()).isEqualTo("films");
    assertThat(training.getModel()).isEqualTo("shop");
    assertThat(training.getOptions())
        .isEqualTo(TrainingConfigurations.options(Preset.SMALL.configuration()));
    assertThat(training.getCreateTime()).isEqualTo(Timestamps.fromSeconds(10));
    assertThat(training.getUpdateTime()).isEqualTo(Timestamps.fromSeconds(20));
    assertThat(training.getMessage()).isEqualTo("goes on");
  }

  @ParameterizedTest
  @EnumSource(TrainingState.class)
  void everyStateHasAName(TrainingState state) {
    assertThat(
            TrainingMessages.training(HeldTrainings.record("t-1", RECORD.request(), state))
                .getState()
                .name())
        .isEqualTo("TRAINING_STATE_" + state.name());
  }

  @Test
  void aTrainingWhoseRecordIsDamagedHasNoOptions() {
    Training training = TrainingMessages.training(TrainingRecord.unreadable("t-1", "torn"));

    assertThat(training.hasOptions()).isFalse();
    assertThat(training.getMessage()).isEqualTo("torn");
  }

  @Test
  void acceptanceAndTheEndShowTheTraining() {
    assertThat(TrainingMessages.event(new TrainingEvent.Accepted(RECORD), models).getAccepted())
        .isEqualTo(TrainingMessages.training(RECORD));
    assertThat(TrainingMessages.event(new TrainingEvent.Ended(RECORD), models).getEnded())
        .isEqualTo(TrainingMessages.training(RECORD));
  }

  @Test
  void theStartSaysWhatIsToCome() {
    var started =
        TrainingMessages.event(new TrainingEvent.Started("cpu", 7, 3, 9), models).getStarted();

    assertThat(started.getDevice()).isEqualTo("cpu");
    assertThat(started.getWindows()).isEqualTo(7);
    assertThat(started.getFirstStep()).isEqualTo(3);
    assertThat(started.getTotalSteps()).isEqualTo(9);
  }

  @Test
  void aStepHasEachTermOfItsLoss() {
    var step =
        TrainingMessages.event(
                new TrainingEvent.Step(
                    4, 9, 2, new LossTerms(1, 2, 3, 4, 5, 15), 12.5, Duration.ofMillis(1500)),
                models)
            .getStep();

    assertThat(step.getStep()).isEqualTo(4);
    assertThat(step.getTotalSteps()).isEqualTo(9);
    assertThat(step.getEpoch()).isEqualTo(2);
    assertThat(step.getStepsPerSecond()).isEqualTo(12.5);
    assertThat(step.getRemaining()).isEqualTo(Durations.fromMillis(1500));
    assertThat(step.getLosses().getMaskedItem()).isEqualTo(1);
    assertThat(step.getLosses().getDistillation()).isEqualTo(2);
    assertThat(step.getLosses().getAttribute()).isEqualTo(3);
    assertThat(step.getLosses().getIntraContrast()).isEqualTo(4);
    assertThat(step.getLosses().getCrossContrast()).isEqualTo(5);
    assertThat(step.getLosses().getTotal()).isEqualTo(15);
  }

  @Test
  void aValidationSaysWhetherItIsTheBest() {
    var validation =
        TrainingMessages.event(
                new TrainingEvent.Validated(2, Map.of("MRR", 0.5), Map.of("MRR", 0.25), true, 1.5),
                models)
            .getValidation();

    assertThat(validation.getEpoch()).isEqualTo(2);
    assertThat(validation.getValidationMap()).isEqualTo(Map.of("MRR", 0.5));
    assertThat(validation.getTestMap()).isEqualTo(Map.of("MRR", 0.25));
    assertThat(validation.getBest()).isTrue();
    assertThat(validation.getMeanLoss()).isEqualTo(1.5);
  }

  @Test
  void checkpointsAndVersionsAreTold() {
    assertThat(
            TrainingMessages.event(new TrainingEvent.CheckpointSaved(6), models)
                .getCheckpoint()
                .getStep())
        .isEqualTo(6);
    assertThat(
            TrainingMessages.event(
                    new TrainingEvent.Published(Manifests.manifest("shop", 2)), models)
                .getPublished()
                .getVersion())
        .isEqualTo(2);
  }
}
