package io.emkd.storage.artifact;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.DamagedArtifact.Kind;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.training.CheckpointStore;
import io.emkd.domain.training.TrainingBasis;
import io.emkd.domain.training.TrainingProgress;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.storage.disk.StoredText;
import io.emkd.storage.json.Json;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Checkpoints as artifacts: {@code TRAINING/checkpoints/STEP/} holds {@code progress.json}, {@code
 * basis.json} and variables with optimiser slots in {@code variables.*}; {@code
 * TRAINING/best/EPOCH/} the best weights; {@code TRAINING/starts.txt} counts starts. Thread-safe
 * for different trainings.
 */
public final class ArtifactCheckpointStore implements CheckpointStore {
  private static final int KEPT = 3;
  private static final String PROGRESS = "progress.json";
  private static final String BASIS = "basis.json";
  private static final String STARTS = "/starts.txt";
  private static final System.Logger LOG =
      System.getLogger(ArtifactCheckpointStore.class.getName());

  private final Artifacts artifacts;
  private final DamagedArtifacts damaged;

  /** Trainings whose starts this process has counted. */
  private final Set<String> started = ConcurrentHashMap.newKeySet();

  public ArtifactCheckpointStore(Artifacts artifacts) {
    this(artifacts, new DamagedArtifacts());
  }

  /**
   * Removes what a crash left behind.
   *
   * @param damaged told of checkpoints that cannot be read
   */
  public ArtifactCheckpointStore(Artifacts artifacts, DamagedArtifacts damaged) {
    this.artifacts = artifacts;
    this.damaged = damaged;
    artifacts.sweepAll(
        artifacts.roots().stream()
            .flatMap(training -> Stream.of(checkpoints(training), bests(training))));
  }

  @Override
  public void save(
      String trainingId, TrainingBasis basis, TrainingProgress progress, Consumer<Path> variables) {
    String target = checkpoint(trainingId, progress.step());
    artifacts.remove(target);
    write(
        target,
        unfinished -> {
          variables.accept(unfinished);
          AtomicDirectory.writeText(unfinished.resolve(PROGRESS), Json.write(progress));
          AtomicDirectory.writeText(unfinished.resolve(BASIS), Json.write(basis));
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
    List<String> before = numbered(directory);
    int next = before.isEmpty() ? 1 : Integer.parseInt(before.get(before.size() - 1)) + 1;
    write(directory + "/" + String.format("%09d", next), weights);
    keepNewest(directory, 1);
  }

  @Override
  public Optional<Path> best(String trainingId) {
    List<String> best = numbered(bests(trainingId));
    return best.isEmpty()
        ? Optional.empty()
        : Optional.of(artifacts.open(bests(trainingId) + "/" + best.get(best.size() - 1)));
  }

  @Override
  public Optional<TrainingProgress> restoreNewest(
      String trainingId, TrainingBasis basis, Consumer<Path> restore) {
    List<String> all = numbered(checkpoints(trainingId));
    for (int i = all.size() - 1; i >= 0; i--) {
      String name = checkpoints(trainingId) + "/" + all.get(i);
      try {
        Path checkpoint = artifacts.open(name);
        refuseForeign(name, basis(checkpoint, name), basis);
        TrainingProgress progress = progress(checkpoint, name);
        restore.accept(checkpoint);
        damaged.mended(Kind.CHECKPOINT, name);
        return Optional.of(progress);
      } catch (CorruptArtifactException refused) {
        damaged.found(
            new DamagedArtifact(
                Kind.CHECKPOINT, name, refused.getMessage() + "; the one before it is tried"));
      } catch (NotFoundException removed) {
        LOG.log(System.Logger.Level.WARNING, "checkpoint " + name + " was removed meanwhile");
      }
    }
    return Optional.empty();
  }

  private static void refuseForeign(
      String name, Optional<TrainingBasis> made, TrainingBasis wanted) {
    if (!made.equals(Optional.of(wanted))) {
      throw new UnmetPreconditionException(
          "CHECKPOINT_FOREIGN",
          "trainings/" + name,
          "checkpoint "
              + name
              + " was made from "
              + made.map(basis -> String.join("; ", basis.differencesFrom(wanted)))
                  .orElse("data that it does not name")
              + "; train anew");
    }
  }

  private static TrainingProgress progress(Path checkpoint, String name) {
    TrainingProgress progress = StoredText.json(checkpoint, name, PROGRESS, TrainingProgress.class);
    if (!name.endsWith("/" + String.format("%012d", progress.step()))) {
      throw new CorruptArtifactException(
          name + "/" + PROGRESS + " is that of step " + progress.step(), null);
    }
    return progress;
  }

  /** None in a checkpoint of an older release. */
  private static Optional<TrainingBasis> basis(Path checkpoint, String name) {
    String file = name + "/" + BASIS;
    return StoredText.read(checkpoint.resolve(BASIS), file)
        .map(text -> Json.readWhole(file, text, TrainingBasis.class));
  }

  /** What else lies there is not looked at. */
  private List<String> numbered(String directory) {
    return artifacts.directories(directory).stream()
        .filter(name -> name.matches("\\d{9,18}"))
        .toList();
  }

  @Override
  public boolean exists(String trainingId) {
    return !numbered(checkpoints(trainingId)).isEmpty();
  }

  @Override
  public Optional<TrainingBasis> basis(String trainingId) {
    List<String> all = numbered(checkpoints(trainingId));
    for (int i = all.size() - 1; i >= 0; i--) {
      String name = checkpoints(trainingId) + "/" + all.get(i);
      try {
        Optional<TrainingBasis> basis = basis(artifacts.open(name), name);
        if (basis.isPresent()) {
          return basis;
        }
      } catch (CorruptArtifactException refused) {
        LOG.log(System.Logger.Level.WARNING, refused.getMessage());
      }
    }
    return Optional.empty();
  }

  @Override
  public int started(String trainingId) {
    started.add(trainingId);
    try {
      return Integer.parseInt(
          artifacts.change(
              trainingId + STARTS,
              before -> String.valueOf(before.map(ArtifactCheckpointStore::count).orElse(0) + 1)));
    } catch (CorruptArtifactException unreadable) {
      artifacts.replace(trainingId + STARTS, "1");
      return 1;
    }
  }

  private static int count(String text) {
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
  }

  @Override
  public void survived(String trainingId) {
    if (started.remove(trainingId)) {
      countFromZero(trainingId);
    }
  }

  @Override
  public void restarted(String trainingId) {
    if (artifacts.roots().contains(trainingId)) {
      countFromZero(trainingId);
    }
  }

  private void countFromZero(String trainingId) {
    try {
      artifacts.replace(trainingId + STARTS, "0");
    } catch (UncheckedIOException | UnavailableException failed) {
      // The next start counts one too many.
      LOG.log(System.Logger.Level.WARNING, trainingId + STARTS + " could not be written", failed);
    }
  }

  private static String checkpoints(String trainingId) {
    return trainingId + "/checkpoints";
  }

  private static String bests(String trainingId) {
    return trainingId + "/best";
  }

  private void keepNewest(String directory, int count) {
    List<String> all = numbered(directory);
    for (String old : all.subList(0, Math.max(0, all.size() - count))) {
      artifacts.remove(directory + "/" + old);
      damaged.removed(Kind.CHECKPOINT, (directory + "/" + old)::equals);
    }
  }
}
