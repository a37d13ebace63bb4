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
 * Checkpoints in directories: {@code TRAINING/checkpoints/STEP/} holds {@code progress.json} and
 * variables with optimiser slots in {@code variables.*}; {@code TRAINING/best/EPOCH/} the best
 * weights. Thread-safe for different trainings.
 */
public final class FileCheckpointStore implements CheckpointStore {
  private static final int KEPT = 3;
  private static final String PROGRESS = "progress.json";
  private static final System.Logger LOG = System.getLogger(FileCheckpointStore.class.getName());

  private final Path root;

  /** Removes what a crash left behind. */
  public FileCheckpointStore(Path root, Sharing sharing) {
    this.root = root;
    for (Path training : AtomicDirectory.finished(root)) {
      AtomicDirectory.sweep(training.resolve("checkpoints"), sharing.unfinishedAge());
      AtomicDirectory.sweep(training.resolve("best"), sharing.unfinishedAge());
    }
  }

  @Override
  public void save(String trainingId, TrainingProgress progress, Consumer<Path> variables) {
    Path directory = checkpoints(trainingId);
    Path target = checkpoint(trainingId, progress.step());
    AtomicDirectory.delete(target);
    AtomicDirectory.write(
        target,
        unfinished -> {
          variables.accept(unfinished);
          AtomicDirectory.writeText(unfinished.resolve(PROGRESS), Json.write(progress));
        });
    keepNewest(directory, KEPT);
  }

  @Override
  public void discard(String trainingId, long step) {
    AtomicDirectory.delete(checkpoint(trainingId, step));
  }

  private Path checkpoint(String trainingId, long step) {
    return checkpoints(trainingId).resolve(String.format("%012d", step));
  }

  @Override
  public void saveBest(String trainingId, Consumer<Path> weights) {
    Path directory = root.resolve(trainingId).resolve("best");
    List<Path> before = AtomicDirectory.finished(directory);
    int next =
        before.isEmpty()
            ? 1
            : Integer.parseInt(before.get(before.size() - 1).getFileName().toString()) + 1;
    AtomicDirectory.write(directory.resolve(String.format("%09d", next)), weights);
    keepNewest(directory, 1);
  }

  @Override
  public Optional<Path> best(String trainingId) {
    List<Path> best = AtomicDirectory.finished(root.resolve(trainingId).resolve("best"));
    return best.isEmpty() ? Optional.empty() : Optional.of(best.get(best.size() - 1));
  }

  @Override
  public Optional<TrainingProgress> restoreNewest(String trainingId, Consumer<Path> restore) {
    List<Path> all = AtomicDirectory.finished(checkpoints(trainingId));
    for (int i = all.size() - 1; i >= 0; i--) {
      Path checkpoint = all.get(i);
      try {
        TrainingProgress progress = progress(checkpoint);
        restore.accept(checkpoint);
        return Optional.of(progress);
      } catch (CorruptArtifactException refused) {
        LOG.log(
            System.Logger.Level.WARNING,
            "checkpoint " + checkpoint + " is refused: " + refused.getMessage());
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

  private Path checkpoints(String trainingId) {
    return root.resolve(trainingId).resolve("checkpoints");
  }

  private static void keepNewest(Path directory, int count) {
    List<Path> all = AtomicDirectory.finished(directory);
    all.subList(0, Math.max(0, all.size() - count)).forEach(AtomicDirectory::delete);
  }
}
