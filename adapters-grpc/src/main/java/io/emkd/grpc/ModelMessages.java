package io.emkd.grpc;

import com.google.protobuf.util.Timestamps;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelRouting;
import io.emkd.domain.registry.ModelStore;
import io.emkd.v1.DamagedModel;
import io.emkd.v1.Model;
import java.util.Map;
import java.util.Optional;

/**
 * Models as messages. There is one way to make one, so that a model says the same of itself in
 * every answer: with what points at the version now. Thread-safe.
 */
final class ModelMessages {
  private final ModelStore models;

  ModelMessages(ModelStore models) {
    this.models = models;
  }

  /** Nothing points at a version of a model whose routing cannot be read. */
  Model of(ModelManifest manifest) {
    Model.Builder model =
        Model.newBuilder()
            .setName(manifest.name())
            .setVersion(manifest.version())
            .setTrainingId(manifest.trainingId())
            .setCreateTime(Timestamps.fromMillis(manifest.createTime().toEpochMilli()))
            .setDataset(manifest.dataset())
            .setDatasetSize(Messages.size(manifest.datasetSummary()))
            .setDatasetFingerprint(manifest.datasetFingerprint())
            .setOptions(TrainingConfigurations.options(manifest.configuration()))
            .setEpoch(manifest.epoch())
            .putAllValidation(manifest.validation())
            .putAllEnvironment(manifest.environment());
    routing(manifest.name()).ifPresent(routing -> point(routing, manifest.version(), model));
    return model.build();
  }

  private Optional<ModelRouting> routing(String name) {
    try {
      return Optional.of(models.routing(name));
    } catch (CorruptArtifactException | NotFoundException unreadableOrDeleted) {
      return Optional.empty();
    }
  }

  private static void point(ModelRouting routing, int version, Model.Builder model) {
    model.setServing(routing.serving() == version);
    routing.labels().entrySet().stream()
        .filter(label -> label.getValue() == version)
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(model::addLabels);
    routing
        .canary()
        .filter(canary -> canary.version() == version)
        .ifPresent(canary -> model.setCanaryShare(canary.share()));
  }

  static DamagedModel damaged(DamagedArtifact damaged) {
    ModelReference model = ModelReference.parse(damaged.name());
    return DamagedModel.newBuilder()
        .setName(model.name())
        .setVersion(model.version())
        .setWhat(damaged.kind().label())
        .setReason(damaged.reason())
        .build();
  }
}
