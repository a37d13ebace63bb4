package io.emkd.grpc.model;

import com.google.protobuf.util.Timestamps;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelRouting;
import io.emkd.domain.registry.ModelStore;
import io.emkd.grpc.configuration.TrainingConfigurations;
import io.emkd.grpc.dataset.DatasetMessages;
import io.emkd.v1.DamagedModel;
import io.emkd.v1.Model;
import java.util.Map;
import java.util.Optional;

/**
 * Models as messages. There is one way to make one, so that a model says the same of itself in
 * every answer: with what points at the version now. Thread-safe.
 */
public final class ModelMessages {
  private final ModelStore models;

  public ModelMessages(ModelStore models) {
    this.models = models;
  }

  /** Nothing points at a version of a model whose routing cannot be read. */
  public Model of(ModelManifest manifest) {
    Model.Builder model =
        Model.newBuilder()
            .setName(manifest.name())
            .setVersion(manifest.version())
            .setTrainingId(manifest.trainingId())
            .setCreateTime(Timestamps.fromMillis(manifest.createTime().toEpochMilli()))
            .setDataset(manifest.dataset())
            .setDatasetSize(DatasetMessages.size(manifest.datasetSummary()))
            .setDatasetFingerprint(manifest.datasetFingerprint())
            .setOptions(
                manifest.isImported()
                    ? TrainingConfigurations.shape(manifest.configuration().ensemble())
                    : TrainingConfigurations.options(manifest.configuration()))
            .setEpoch(manifest.epoch())
            .putAllValidation(manifest.validation())
            .putAllEnvironment(manifest.environment());
    readableRouting(manifest.name())
        .ifPresent(routing -> point(routing, manifest.version(), model));
    return model.build();
  }

  private Optional<ModelRouting> readableRouting(String name) {
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
    routing
        .shadow()
        .filter(shadow -> shadow.version() == version)
        .ifPresent(shadow -> model.setShadowShare(shadow.share()));
  }

  /** What answers of a model now: both types are called by the same name. */
  static io.emkd.v1.ModelRouting routing(ModelRouting routing) {
    var message =
        io.emkd.v1.ModelRouting.newBuilder()
            .setServingVersion(routing.serving())
            .addAllReplacedVersions(routing.replaced())
            .putAllLabels(routing.labels());
    routing
        .canary()
        .ifPresent(
            canary -> message.setCanaryVersion(canary.version()).setCanaryShare(canary.share()));
    routing
        .shadow()
        .ifPresent(
            shadow -> message.setShadowVersion(shadow.version()).setShadowShare(shadow.share()));
    return message.build();
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
