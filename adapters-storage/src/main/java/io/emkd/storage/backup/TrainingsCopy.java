package io.emkd.storage.backup;

import io.emkd.domain.error.UnavailableException;
import io.emkd.storage.disk.AtomicDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies what trainings need to go on: a training's checkpoints before its best weights, which then
 * are at least as new as the newest checkpoint says, and its data.
 */
final class TrainingsCopy {
  /** In the order in which they are copied. */
  private static final List<String> PARTS = List.of("checkpoints", "best", "data");

  private static final String STARTS = "starts.txt";
  private static final int TRIES = 100;

  private final Path from;
  private final Path to;
  private final FolderCopy folders;

  TrainingsCopy(Path from, Path to, FolderCopy folders) {
    this.from = from;
    this.to = to;
    this.folders = folders;
  }

  /** Gives the ids of the trainings. */
  List<String> copy() {
    List<String> ids = new ArrayList<>();
    for (Path training : AtomicDirectory.finished(from)) {
      String id = training.getFileName().toString();
      PARTS.forEach(part -> copyPart(id + "/" + part));
      copyStarts(id);
      ids.add(id);
    }
    return ids;
  }

  /** The newest that there is when they are listed is among what is copied. */
  private void copyPart(String part) {
    for (int tried = 0; tried < TRIES; tried++) {
      List<Path> finished = AtomicDirectory.finished(from.resolve(part));
      boolean newest = finished.isEmpty();
      for (Path directory : finished) {
        String name = part + "/" + directory.getFileName();
        newest =
            Files.exists(to.resolve(name))
                || folders.copyFinished(directory, to.resolve(name), "trainings/" + name);
      }
      if (newest) {
        return;
      }
    }
    throw new UnavailableException(
        "trainings/" + part + " changes faster than it can be copied", Duration.ofMinutes(1), null);
  }

  private void copyStarts(String id) {
    try {
      Path starts = from.resolve(id).resolve(STARTS);
      if (Files.exists(starts)) {
        Files.createDirectories(to.resolve(id));
        Files.copy(starts, to.resolve(id).resolve(STARTS));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
