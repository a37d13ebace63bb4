package io.emkd.storage.artifact;

import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.training.TrainingData;
import io.emkd.domain.training.TrainingDataStore;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.storage.disk.MappedSequences;
import io.emkd.storage.disk.StoredText;
import io.emkd.storage.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What trainings train on as artifacts: {@code TRAINING/data/1/} holds {@code items.json}, {@code
 * sequences.bin} ({@link MappedSequences}) and {@code data.json}. Thread-safe for different
 * trainings.
 */
public final class ArtifactTrainingDataStore implements TrainingDataStore {
  private static final String FACTS = "data.json";
  private static final String ITEMS = "items.json";
  private static final String SEQUENCES = "sequences.bin";
  private static final System.Logger LOG =
      System.getLogger(ArtifactTrainingDataStore.class.getName());
  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

  private final Artifacts artifacts;

  /**
   * What is neither items nor sequences.
   *
   * @param attributeNames in the order of their numbers
   */
  record Facts(
      DatasetDefinition definition,
      List<String> attributeNames,
      String fingerprint,
      String importId) {}

  /** Removes what a crash left behind. */
  public ArtifactTrainingDataStore(Artifacts artifacts) {
    this.artifacts = artifacts;
    artifacts.sweepAll(artifacts.roots().stream().map(ArtifactTrainingDataStore::parent));
  }

  private static String parent(String training) {
    return training + "/data";
  }

  private static String path(String training) {
    return parent(training) + "/1";
  }

  @Override
  public void save(String trainingId, TrainingData data) {
    try {
      artifacts.remove(path(trainingId));
      boolean written = artifacts.write(path(trainingId), directory -> write(directory, data));
      if (!written) {
        throw new IllegalStateException(path(trainingId) + " is written by another process");
      }
    } catch (UncheckedIOException failed) {
      throw new UnavailableException(
          "the data of training '" + trainingId + "' could not be kept: " + failed.getMessage(),
          RETRY_AFTER,
          failed);
    }
  }

  private static void write(Path directory, TrainingData data) {
    Dataset dataset = data.dataset();
    try {
      MappedSequences.write(directory.resolve(SEQUENCES), dataset.sequences());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    AtomicDirectory.writeText(directory.resolve(ITEMS), Json.write(dataset.catalogue().items()));
    AtomicDirectory.writeText(
        directory.resolve(FACTS),
        Json.write(
            new Facts(
                dataset.definition(),
                dataset.catalogue().attributeNames(),
                data.fingerprint(),
                data.importId())));
  }

  @Override
  public Optional<TrainingData> find(String trainingId) {
    if (artifacts.directories(parent(trainingId)).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(artifacts.open(path(trainingId)), path(trainingId)));
    } catch (CorruptArtifactException | IOException damaged) {
      // Its path is for the log, not for callers.
      LOG.log(System.Logger.Level.WARNING, "a training's data are damaged", damaged);
      throw new CorruptArtifactException(
          "the data that training '"
              + trainingId
              + "' began with are damaged (trainings/"
              + path(trainingId)
              + "; the server's log names the file)",
          null);
    }
  }

  private static TrainingData read(Path directory, String name) throws IOException {
    Facts facts = StoredText.json(directory, name, FACTS, Facts.class);
    List<Item> items = List.of(StoredText.json(directory, name, ITEMS, Item[].class));
    List<int[]> sequences = MappedSequences.read(directory.resolve(SEQUENCES));
    return new TrainingData(
        new Dataset(
            facts.definition(),
            new ItemCatalogue(items, facts.attributeNames()),
            Collections.nCopies(sequences.size(), ""),
            sequences),
        facts.fingerprint(),
        facts.importId());
  }

  @Override
  public void drop(String trainingId) {
    artifacts.remove(path(trainingId));
  }

  @Override
  public List<String> trainings() {
    return artifacts.roots().stream()
        .filter(training -> !artifacts.directories(parent(training)).isEmpty())
        .toList();
  }
}
