package io.emkd.domain.training;

import io.emkd.domain.error.UnmetPreconditionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Variables in files, the rest in memory. */
final class FileCheckpoints implements CheckpointStore {
  private record Checkpoint(Optional<TrainingBasis> basis, TrainingProgress progress, Path files) {}

  private final Path folder;
  private final Map<String, NavigableMap<Long, Checkpoint>> checkpoints = new ConcurrentHashMap<>();
  private final Map<String, Integer> starts = new HashMap<>();

  /** How often the disk is full before there is room. */
  final AtomicInteger full = new AtomicInteger();

  FileCheckpoints(Path folder) {
    this.folder = folder;
  }

  private NavigableMap<Long, Checkpoint> of(String trainingId) {
    return checkpoints.computeIfAbsent(trainingId, id -> new TreeMap<>());
  }

  Iterable<Long> steps(String trainingId) {
    return of(trainingId).keySet();
  }

  /** Makes checkpoints what an older release left. */
  void forgetBases(String trainingId) {
    of(trainingId).replaceAll((step, c) -> new Checkpoint(Optional.empty(), c.progress, c.files));
  }

  private Path write(Consumer<Path> content) {
    if (full.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new UncheckedIOException(new IOException("No space left on device"));
    }
    try {
      Path files = Files.createTempDirectory(folder, "variables");
      content.accept(files);
      return files;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void save(
      String trainingId, TrainingBasis basis, TrainingProgress progress, Consumer<Path> variables) {
    of(trainingId)
        .put(progress.step(), new Checkpoint(Optional.of(basis), progress, write(variables)));
  }

  @Override
  public void discard(String trainingId, long step) {
    of(trainingId).remove(step);
  }

  @Override
  public void saveBest(String trainingId, Consumer<Path> weights) {
    write(weights);
  }

  @Override
  public Optional<Path> best(String trainingId) {
    return Optional.of(folder);
  }

  @Override
  public Optional<TrainingProgress> restoreNewest(
      String trainingId, TrainingBasis basis, Consumer<Path> restore) {
    if (!exists(trainingId)) {
      return Optional.empty();
    }
    Checkpoint newest = of(trainingId).lastEntry().getValue();
    if (!newest.basis.equals(Optional.of(basis))) {
      throw new UnmetPreconditionException("CHECKPOINT_FOREIGN", trainingId, "foreign");
    }
    restore.accept(newest.files);
    return Optional.of(newest.progress);
  }

  @Override
  public boolean exists(String trainingId) {
    return !of(trainingId).isEmpty();
  }

  @Override
  public Optional<TrainingBasis> basis(String trainingId) {
    return exists(trainingId) ? of(trainingId).lastEntry().getValue().basis : Optional.empty();
  }

  @Override
  public synchronized int started(String trainingId) {
    return starts.merge(trainingId, 1, Integer::sum);
  }

  @Override
  public void restarted(String trainingId) {
    survived(trainingId);
  }

  @Override
  public synchronized void survived(String trainingId) {
    starts.remove(trainingId);
  }
}
