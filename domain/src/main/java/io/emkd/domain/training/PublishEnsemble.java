package io.emkd.domain.training;

import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.EvaluationCase;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.dataset.LazyList;
import io.emkd.domain.dataset.LeaveOneOutSplit;
import io.emkd.domain.dataset.Split;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.SampleInputs;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Makes the best weights of a training that ended a version of its model, once. Thread-safe. */
final class PublishEnsemble {

  private final EnsembleEngine engine;
  private final CheckpointStore checkpoints;
  private final ModelStore models;
  private final Clock clock;

  PublishEnsemble(
      EnsembleEngine engine, CheckpointStore checkpoints, ModelStore models, Clock clock) {
    this.engine = engine;
    this.checkpoints = checkpoints;
    this.models = models;
    this.clock = clock;
  }

  /** The version that the training has published, if it has. */
  Optional<ModelManifest> published(String trainingId, TrainingRequest request) {
    return models.list().stream()
        .filter(m -> m.name().equals(request.model()))
        .filter(m -> m.trainingId().equals(trainingId))
        .findFirst();
  }

  /**
   * @param device that trained
   * @param progress at the end
   * @param events told of a version that is new
   */
  ModelManifest publish(
      String trainingId,
      TrainingRequest request,
      TrainingData data,
      String device,
      TrainingProgress progress,
      Consumer<TrainingEvent> events) {
    Optional<ModelManifest> before = published(trainingId, request);
    if (before.isPresent()) {
      return before.get();
    }
    Dataset dataset = data.dataset();
    Path best = checkpoints.best(trainingId).orElseThrow();
    int itemCount = dataset.catalogue().size();
    ModelManifest manifest =
        models.publish(
            new ModelManifest(
                request.model(),
                0,
                trainingId,
                clock.instant(),
                request.dataset(),
                dataset.summary(),
                data.fingerprint(),
                request.configuration(),
                progress.bestEpoch(),
                progress.bestValidation(),
                environment(device, progress)),
            dataset.catalogue(),
            ItemPopularity.of(LeaveOneOutSplit.training(dataset), itemCount),
            directory ->
                engine.export(
                    best,
                    request.configuration().ensemble(),
                    itemCount,
                    SampleInputs.of(
                        LazyList.map(
                            LeaveOneOutSplit.cases(dataset, Split.VALIDATION),
                            EvaluationCase::history),
                        request.configuration().ensemble().maxLength(),
                        dataset.catalogue().maskToken()),
                    directory));
    events.accept(new TrainingEvent.Published(manifest));
    return manifest;
  }

  private static Map<String, String> environment(String device, TrainingProgress progress) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("steps", String.valueOf(progress.step()));
    environment.put("seconds", String.valueOf(Math.round(progress.seconds())));
    environment.put("device", device);
    environment.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    environment.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return environment;
  }
}
