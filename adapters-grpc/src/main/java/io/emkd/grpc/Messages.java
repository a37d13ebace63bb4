package io.emkd.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.evaluation.RankingMetrics;
import io.emkd.domain.registry.ModelRouting;
import io.emkd.domain.training.TrainingEvent;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.v1.DatasetSize;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingState;

/** The domain's records as messages. */
final class Messages {
  private Messages() {}

  static io.emkd.v1.ModelRouting routing(ModelRouting routing) {
    io.emkd.v1.ModelRouting.Builder message =
        io.emkd.v1.ModelRouting.newBuilder()
            .setServingVersion(routing.serving())
            .addAllReplacedVersions(routing.replaced())
            .putAllLabels(routing.labels());
    routing
        .canary()
        .ifPresent(
            canary -> message.setCanaryVersion(canary.version()).setCanaryShare(canary.share()));
    return message.build();
  }

  static DatasetSize size(DatasetSummary summary) {
    return DatasetSize.newBuilder()
        .setUsers(summary.users())
        .setItems(summary.items())
        .setInteractions(summary.interactions())
        .setAttributes(summary.attributes())
        .build();
  }

  static io.emkd.v1.RankingMetrics metrics(RankingMetrics metrics) {
    return io.emkd.v1.RankingMetrics.newBuilder()
        .setUsers(metrics.users())
        .putAllValues(metrics.values())
        .build();
  }

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

  static Duration duration(java.time.Duration duration) {
    return Durations.fromNanos(duration.toNanos());
  }

  static io.emkd.v1.TrainingEvent event(TrainingEvent event, ModelMessages models) {
    io.emkd.v1.TrainingEvent.Builder message = io.emkd.v1.TrainingEvent.newBuilder();
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
          .setLosses(losses(step.losses()))
          .setStepsPerSecond(step.stepsPerSecond())
          .setRemaining(duration(step.remaining()));
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

  private static io.emkd.v1.LossTerms losses(LossTerms terms) {
    return io.emkd.v1.LossTerms.newBuilder()
        .setMaskedItem(terms.maskedItem())
        .setDistillation(terms.distillation())
        .setAttribute(terms.attribute())
        .setIntraContrast(terms.intraContrast())
        .setCrossContrast(terms.crossContrast())
        .setTotal(terms.total())
        .build();
  }
}
