package io.emkd.storage.files;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.port.CheckpointStore;
import io.emkd.domain.training.TrainingProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checkpoints as artifacts: {@code TRAINING/checkpoints/STEP/} holds {@code progress.json} and
 * variables with optimiser slots in {@code variables.*}; {@code TRAINING/best/EPOCH/} the best
 * weights. Thread-safe for different trainings.
 */
public final class ArtifactCheckpointStore implements CheckpointStore {
  private static final int KEPT = 3;
  private static final String PROGRESS = "progress.json";
  private static final System.Logger LOG =
      System.getLogger(ArtifactCheckpointStore.class.getName());

  private final Artifacts artifacts;

  /** Removes what a crash left behind. */
  public ArtifactCheckpointStore(Artifacts artifacts) {
    this.artifacts = artifacts;
    for (String training : artifacts.roots()) {
      artifacts.sweep(checkpoints(training));
      artifacts.sweep(bests(training));
    }
  }

  @Override
  public void save(String trainingId, TrainingProgress progress, Consumer<Path> variables) {
    String target = checkpoint(trainingId, progress.step());
    artifacts.remove(target);
    write(
        target,
        unfinished -> {
          variables.accept(unfinished);
          AtomicDirectory.writeText(unfinished.resolve(PROGRESS), Json.write(progress));
        });
    keepNewest(checkpoints(trainingId), KEPT);
  }

  private void write(String target, Consumer<Path> content) {
    if (!artifacts.write(target, content)) {
      throw new IllegalStateException(target + " is written by another process");
    }
  }

  @Override
  public void discard(String trainingId, long step) {
    artifacts.remove(checkpoint(trainingId, step));
  }

  private static String checkpoint(String trainingId, long step) {
    return checkpoints(trainingId) + "/" + String.format("%012d", step);
  }

  @Override
  public void saveBest(String trainingId, Consumer<Path> weights) {
    String directory = bests(trainingId);
    List<String> before = artifacts.directories(directory);
    int next = before.isEmpty() ? 1 : Integer.parseInt(before.get(before.size() - 1)) + 1;
    write(directory + "/" + String.format("%09d", next), weights);
    keepNewest(directory, 1);
  }

  @Override
  public Optional<Path> best(String trainingId) {
    List<String> best = artifacts.directories(bests(trainingId));
    return best.isEmpty()
        ? Optional.empty()
        : Optional.of(artifacts.open(bests(trainingId) + "/" + best.get(best.size() - 1)));
  }

  @Override
  public Optional<TrainingProgress> restoreNewest(String trainingId, Consumer<Path> restore) {
    List<String> all = artifacts.directories(checkpoints(trainingId));
    for (int i = all.size() - 1; i >= 0; i--) {
      String name = checkpoints(trainingId) + "/" + all.get(i);
      try {
        Path checkpoint = artifacts.open(name);
        TrainingProgress progress = progress(checkpoint);
        restore.accept(checkpoint);
        return Optional.of(progress);
      } catch (CorruptArtifactException refused) {
        LOG.log(
            System.Logger.Level.WARNING,
            "checkpoint " + name + " is refused: " + refused.getMessage());
      }
    }
    return Optional.empty();
  }

  private static TrainingProgress progress(Path checkpoint) {
    try {
      return Json.read(Files.readString(checkpoint.resolve(PROGRESS)), TrainingProgress.class);
    } catch (java.nio.file.NoSuchFileException missing) {
      throw new CorruptArtifactException("it has no " + PROGRESS, missing);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String checkpoints(String trainingId) {
    return trainingId + "/checkpoints";
  }

  private static String bests(String trainingId) {
    return trainingId + "/best";
  }

  private void keepNewest(String directory, int count) {
    List<String> all = artifacts.directories(directory);
    all.subList(0, Math.max(0, all.size() - count))
        .forEach(name -> artifacts.remove(directory + "/" + name));
  }
}
