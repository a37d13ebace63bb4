package io.emkd.domain.training;

import io.emkd.domain.dataset.CoreFilter;
import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.DatasetFingerprint;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.LeaveOneOutSplit;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds what a training trains on: what it began with, else its dataset as it is now. Thread-safe.
 */
final class TrainingSource {
  private static final int IMPORTS_WAITED_FOR = 10;
  private static final System.Logger LOG = System.getLogger(TrainingSource.class.getName());

  private final DatasetStore datasets;
  private final TrainingDataStore kept;
  private final CheckpointStore checkpoints;

  TrainingSource(DatasetStore datasets, TrainingDataStore kept, CheckpointStore checkpoints) {
    this.datasets = datasets;
    this.kept = kept;
    this.checkpoints = checkpoints;
  }

  /**
   * Keeps the dataset as it is now, for a training that is to begin.
   *
   * @param check refuses by throwing; then nothing is kept
   * @throws UnmetPreconditionException if no user has the three items that a split needs
   */
  void keep(String trainingId, String dataset, Consumer<Dataset> check) {
    TrainingData now = now(dataset);
    check.accept(now.dataset());
    kept.save(trainingId, now);
  }

  private Dataset present(String name) {
    Dataset dataset = CoreFilter.apply(datasets.load(name));
    if (dataset.sequences().stream().noneMatch(LeaveOneOutSplit::isSplit)) {
      throw new UnmetPreconditionException(
          "DATASET_TOO_SMALL",
          "datasets/" + name,
          "dataset '"
              + name
              + "' has "
              + dataset.userIds().size()
              + " users after the filter of min_interactions "
              + dataset.definition().minimumInteractions()
              + ", none with the 3 interactions that a training, a validation and a test item need");
    }
    return dataset;
  }

  /**
   * What the training trains on: what was kept of it, unless it has not begun yet and its dataset
   * was replaced by other data since. It is kept from now on, until {@link TrainingDataStore#drop}.
   *
   * @throws UnmetPreconditionException if it began with other data than its dataset has now
   * @throws CorruptArtifactException if what it began with is damaged and nothing can stand in
   */
  TrainingData begin(String trainingId, String dataset) {
    Optional<TrainingData> before = allowed(trainingId, dataset);
    if (before.isPresent()) {
      return before.get();
    }
    kept.save(trainingId, permitted(trainingId, dataset, Optional.empty()));
    return kept.find(trainingId).orElseThrow();
  }

  /**
   * Whether the training may go on; keeps nothing.
   *
   * @throws RuntimeException as {@link #begin}
   */
  void check(String trainingId, String dataset) {
    if (allowed(trainingId, dataset).isEmpty()) {
      permitted(trainingId, dataset, Optional.empty());
    }
  }

  /**
   * What was kept; empty where that is nothing, or not what the dataset was replaced by since.
   *
   * @throws UnmetPreconditionException if it was replaced after the training had begun
   */
  private Optional<TrainingData> allowed(String trainingId, String dataset) {
    Optional<TrainingData> before;
    try {
      before = kept.find(trainingId);
    } catch (CorruptArtifactException damaged) {
      TrainingData same = permitted(trainingId, dataset, Optional.of(damaged));
      LOG.log(
          System.Logger.Level.WARNING,
          damaged.getMessage() + "; the dataset is still the same and is copied again");
      kept.save(trainingId, same);
      before = kept.find(trainingId);
    }
    return before.filter(data -> !isReplaced(trainingId, dataset, data));
  }

  /** Events that were appended or deleted since do not matter: they wait for the next training. */
  private boolean isReplaced(String trainingId, String dataset, TrainingData data) {
    try {
      if (datasets.importId(dataset).equals(data.importId())) {
        return false;
      }
      String now = DatasetFingerprint.of(CoreFilter.apply(datasets.load(dataset)));
      if (now.equals(data.fingerprint())) {
        return false;
      }
      if (checkpoints.exists(trainingId)) {
        throw changed(trainingId, dataset, data.fingerprint(), now);
      }
      return true;
    } catch (NotFoundException gone) {
      // Nothing contradicts what was kept.
      LOG.log(
          System.Logger.Level.INFO,
          "training " + trainingId + " goes on without its dataset: " + gone.getMessage());
      return false;
    }
  }

  /**
   * The dataset as it is now, for a training of which nothing is kept.
   *
   * @param damaged why not
   */
  private TrainingData permitted(
      String trainingId, String dataset, Optional<CorruptArtifactException> damaged) {
    TrainingData now = now(dataset);
    if (!checkpoints.exists(trainingId)) {
      return now;
    }
    Optional<TrainingBasis> basis = checkpoints.basis(trainingId);
    if (basis.isPresent() && basis.get().dataFingerprint().equals(now.fingerprint())) {
      return now;
    }
    if (damaged.isPresent()) {
      throw damaged.get();
    }
    throw basis
        .map(made -> changed(trainingId, dataset, made.dataFingerprint(), now.fingerprint()))
        .orElseGet(
            () ->
                new UnmetPreconditionException(
                    "TRAINING_DATA_UNKNOWN",
                    "trainings/" + trainingId,
                    "training '"
                        + trainingId
                        + "' has checkpoints that do not say what data they were made from, as those"
                        + " of older releases; train anew on dataset '"
                        + dataset
                        + "'"));
  }

  /** The dataset with the import that it is of, even if one comes between. */
  private TrainingData now(String dataset) {
    for (int attempt = 0; attempt < IMPORTS_WAITED_FOR; attempt++) {
      String before = datasets.importId(dataset);
      Dataset loaded = present(dataset);
      String fingerprint = DatasetFingerprint.of(loaded);
      if (datasets.importId(dataset).equals(before)) {
        return new TrainingData(loaded, fingerprint, before);
      }
    }
    throw new UnavailableException(
        "dataset '" + dataset + "' is replaced again and again", Duration.ofMinutes(1), null);
  }

  private static UnmetPreconditionException changed(
      String trainingId, String dataset, String then, String now) {
    return new UnmetPreconditionException(
        "TRAINING_DATA_CHANGED",
        "trainings/" + trainingId,
        "training '"
            + trainingId
            + "' began with data of fingerprint "
            + then
            + ", but dataset '"
            + dataset
            + "' was replaced since and has fingerprint "
            + now
            + "; train anew, or import the data of before again and resume");
  }
}
