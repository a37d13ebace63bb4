package io.emkd.domain.training;

import io.emkd.domain.configuration.Teacher;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.LeaveOneOutSplit;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.evaluation.baseline.Baselines;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.sampling.BatchSchedule;
import io.emkd.domain.sampling.TrainingWindows;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Trains an ensemble: steps over epochs, validates, checkpoints, keeps the best by validation
 * NDCG@10, stops early where asked, and publishes the best. Resumes from the newest checkpoint of
 * the same training id, if there is one. Thread-safe.
 */
public final class TrainEnsemble {
  /** A training that ends its process so often without a new checkpoint is not started again. */
  private static final int MOST_STARTS = 3;

  private final TrainingSource source;
  private final TrainingDataStore data;
  private final EnsembleEngine engine;
  private final CheckpointStore checkpoints;
  private final PublishEnsemble publication;
  private final TeacherVersions teachers;
  private final StoreWaits waits;
  private final Clock clock;

  public TrainEnsemble(
      DatasetStore datasets,
      TrainingDataStore data,
      EnsembleEngine engine,
      CheckpointStore checkpoints,
      ModelStore models,
      StoreWaits waits,
      Clock clock) {
    this.source = new TrainingSource(datasets, data, checkpoints);
    this.data = data;
    this.engine = engine;
    this.checkpoints = checkpoints;
    this.publication = new PublishEnsemble(engine, checkpoints, models, clock);
    this.teachers = new TeacherVersions(models);
    this.waits = waits;
    this.clock = clock;
  }

  /**
   * Keeps the dataset as it is now for the training that is asked for, and refuses what cannot be
   * trained on, of which nothing is kept. Nothing else reads the dataset for that training, unless
   * an import replaces it before the training begins.
   *
   * @throws UnmetPreconditionException if no user has the three items that a split needs, if there
   *     is not the memory for it now, or if its teacher knows other items
   */
  void accept(String trainingId, TrainingRequest request) {
    source.keep(
        trainingId,
        request.dataset(),
        dataset -> {
          request
              .configuration()
              .teacher()
              .ifPresent(known -> teachers.requireSameItems(known, dataset.catalogue()));
          requireRoom(request, dataset);
        });
  }

  private void requireRoom(TrainingRequest request, Dataset dataset) {
    TrainingConfiguration configuration = request.configuration();
    engine.requireRoom(
        configuration,
        dataset.catalogue(),
        TrainingWindows.countUpTo(
            configuration.schedule().batchSize(),
            LeaveOneOutSplit.training(dataset),
            configuration.ensemble().maxLength(),
            configuration.masking().windowStep()));
  }

  /**
   * Refuses a training that began with other data than its dataset has now.
   *
   * @throws UnmetPreconditionException {@code TRAINING_DATA_CHANGED}, naming both fingerprints
   * @throws io.emkd.domain.error.CorruptArtifactException if what it began with is damaged
   */
  void checkResumable(String trainingId, TrainingRequest request) {
    if (publication.published(trainingId, request).isEmpty()) {
      source.check(trainingId, request.dataset());
    }
  }

  /** Somebody asks for another try: the starts before do not count against it. */
  void restarted(String trainingId) {
    checkpoints.restarted(trainingId);
  }

  /** What a training trains on, where it is kept. */
  Optional<Dataset> trainedOn(String trainingId) {
    return data.find(trainingId).map(TrainingData::dataset);
  }

  /** Drops what a training was made from, which nothing resumes any more. */
  void forget(String trainingId) {
    data.drop(trainingId);
  }

  /** Drops, from now on, what trainings left behind that no longer need it. */
  LeftTrainingData sweeping(TrainingJournal journal) {
    return new LeftTrainingData(data, journal).start();
  }

  /** The process ends by itself, not by the training that it leaves under way. */
  void survived(String trainingId) {
    checkpoints.survived(trainingId);
  }

  /**
   * What a training came to.
   *
   * @param on what it trained on, where that had to be read
   */
  record Trained(ModelManifest published, Optional<Dataset> on) {}

  /**
   * Waits for stores that are away, as long as {@link StoreWaits} says, rather than fail.
   *
   * @throws CancellationException if cancelled, where the last checkpoint stays, or stopped, which
   *     leaves one of the last step
   */
  Trained run(
      String trainingId,
      TrainingRequest request,
      Consumer<TrainingEvent> events,
      Cancellation cancellation)
      throws InterruptedException {
    // A trainer that died between publishing and saying so is followed by one that finds this.
    Optional<ModelManifest> before =
        waits.untilDone(
            "the models",
            cancellation::requested,
            () -> publication.published(trainingId, request));
    if (before.isPresent()) {
      return new Trained(before.get(), Optional.empty());
    }
    TrainingData begun =
        waits.untilDone(
            "the data of training " + trainingId,
            cancellation::requested,
            () -> source.begin(trainingId, request.dataset()));
    int starts =
        waits.untilDone(
            "the starts of training " + trainingId,
            cancellation::requested,
            () -> checkpoints.started(trainingId));
    try {
      if (starts > MOST_STARTS) {
        throw new IllegalStateException(
            "the server ended "
                + MOST_STARTS
                + " times while it trained this, without a new checkpoint in between; it may need"
                + " more memory than there is; resume it to try again");
      }
      return new Trained(
          run(trainingId, request, begun, events, cancellation), Optional.of(begun.dataset()));
    } catch (RuntimeException closed) {
      if (cancellation.requested() && !(closed instanceof CancellationException)) {
        throw stopped(closed);
      }
      throw closed;
    } finally {
      survived(trainingId);
    }
  }

  /** Whoever stops it may close the trainer under a step. */
  private static CancellationException stopped(RuntimeException cause) {
    CancellationException stopped = new CancellationException("stopped in a step");
    stopped.initCause(cause);
    return stopped;
  }

  private ModelManifest run(
      String trainingId,
      TrainingRequest request,
      TrainingData begun,
      Consumer<TrainingEvent> events,
      Cancellation cancellation)
      throws InterruptedException {
    TrainingConfiguration configuration = request.configuration();
    Dataset dataset = begun.dataset();
    requireRoom(request, dataset);
    BatchSchedule schedule =
        new BatchSchedule(
            TrainingWindows.of(
                LeaveOneOutSplit.training(dataset),
                configuration.ensemble().maxLength(),
                configuration.masking().windowStep()),
            dataset.catalogue().size(),
            configuration);
    try (EnsembleTrainer trainer =
        engine.trainer(configuration, dataset.catalogue(), schedule.totalSteps())) {
      cancellation.abortBy(trainer::close);
      if (configuration.ensemble().addsSkipMarkov()) {
        trainer.scoreWith(
            Baselines.skipMarkov(
                LeaveOneOutSplit.training(dataset),
                dataset.catalogue().size(),
                cancellation::requested));
      }
      if (configuration.teacher().isPresent()) {
        Teacher teacher = configuration.teacher().get();
        trainer.learnFrom(
            waits.untilDone(
                "teacher " + teacher.version(),
                cancellation::requested,
                () -> teachers.weights(teacher, dataset.catalogue())));
      }
      TrainingProgress progress =
          new TrainingLoop(
                  trainingId,
                  request,
                  begun,
                  schedule,
                  trainer,
                  checkpoints,
                  events,
                  cancellation,
                  waits,
                  clock)
              .toTheEnd();
      if (!cancellation.close()) {
        throw new CancellationException("cancelled after the last step");
      }
      String device = trainer.device();
      // What it took is there for what follows.
      trainer.close();
      return waits.untilDone(
          "the publication of training " + trainingId,
          cancellation::requested,
          () -> publication.publish(trainingId, request, begun, device, progress, events));
    }
  }
}
