package io.emkd.storage.disk;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that were to be gone at the end of what needed them, which a killed process left. */
public final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private Leftovers() {}

  /**
   * Removes everything in {@code directory}, which this process alone uses and has not used yet.
   * What cannot be removed is logged and stays.
   *
   * @param directory may not exist
   */
  public static void sweep(Path directory) {
    int removed = 0;
    for (Path left : children(directory)) {
      try {
        AtomicDirectory.delete(left);
        removed++;
      } catch (UncheckedIOException failed) {
        LOG.warn("{}, which a killed process left, cannot be removed", left, failed);
      }
    }
    if (removed > 0) {
      LOG.info("removed {} leftovers of a killed process in {}", removed, directory);
    }
  }

  private static List<Path> children(Path directory) {
    try {
      return AtomicDirectory.children(directory);
    } catch (UncheckedIOException failed) {
      LOG.warn("{} cannot be swept", directory, failed);
      return List.of();
    }
  }
}
