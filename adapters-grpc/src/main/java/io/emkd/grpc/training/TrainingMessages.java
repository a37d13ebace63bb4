package io.emkd.grpc.training;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.emkd.domain.training.TrainingEvent;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.grpc.configuration.TrainingConfigurations;
import io.emkd.grpc.model.ModelMessages;
import io.emkd.v1.LossTerms;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingState;

/** Trainings and what happens in them as messages. */
final class TrainingMessages {
  private TrainingMessages() {}

  static Training training(TrainingRecord training) {
    Training.Builder message =
        Training.newBuilder()
            .setId(training.id())
            .setState(TrainingState.valueOf("TRAINING_STATE_" + training.state().name()))
            .setDataset(training.request().dataset())
            .setModel(training.request().model())
            .setCreateTime(Timestamps.fromMillis(training.createTime().toEpochMilli()))
            .setUpdateTime(Timestamps.fromMillis(training.updateTime().toEpochMilli()))
            .setMessage(training.message());
    if (training.isReadable()) {
      message.setOptions(TrainingConfigurations.options(training.request().configuration()));
    }
    return message.build();
  }

  static io.emkd.v1.TrainingEvent event(TrainingEvent event, ModelMessages models) {
    var message = io.emkd.v1.TrainingEvent.newBuilder();
    if (event instanceof TrainingEvent.Accepted accepted) {
      message.setAccepted(training(accepted.training()));
    } else if (event instanceof TrainingEvent.Started started) {
      message
          .getStartedBuilder()
          .setDevice(started.device())
          .setWindows(started.windows())
          .setFirstStep(started.firstStep())
          .setTotalSteps(started.totalSteps());
    } else if (event instanceof TrainingEvent.Step step) {
      message
          .getStepBuilder()
          .setStep(step.step())
          .setTotalSteps(step.totalSteps())
          .setEpoch(step.epoch())
          .setLosses(losses(step))
          .setStepsPerSecond(step.stepsPerSecond())
          .setRemaining(Durations.fromNanos(step.remaining().toNanos()));
    } else if (event instanceof TrainingEvent.Validated validated) {
      message
          .getValidationBuilder()
          .setEpoch(validated.epoch())
          .putAllValidation(validated.validation())
          .putAllTest(validated.test())
          .setBest(validated.best())
          .setMeanLoss(validated.meanLoss());
    } else if (event instanceof TrainingEvent.CheckpointSaved checkpoint) {
      message.getCheckpointBuilder().setStep(checkpoint.step());
    } else if (event instanceof TrainingEvent.Published published) {
      message.setPublished(models.of(published.manifest()));
    } else if (event instanceof TrainingEvent.Ended ended) {
      message.setEnded(training(ended.training()));
    }
    return message.build();
  }

  private static LossTerms losses(TrainingEvent.Step step) {
    var terms = step.losses();
    return LossTerms.newBuilder()
        .setMaskedItem(terms.maskedItem())
        .setDistillation(terms.distillation())
        .setAttribute(terms.attribute())
        .setIntraContrast(terms.intraContrast())
        .setCrossContrast(terms.crossContrast())
        .setTotal(terms.total())
        .build();
  }
}
