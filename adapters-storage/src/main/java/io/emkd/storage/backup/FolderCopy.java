package io.emkd.storage.backup;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.storage.disk.Checksums;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Copies directories whose files never change, but which a server may remove as a whole. */
final class FolderCopy {
  private final List<String> damaged = new ArrayList<>();

  /** What did not have the checksums that were published with it, with why. */
  List<String> damaged() {
    return damaged;
  }

  /**
   * Copies one that was written whole.
   *
   * @param name for messages
   * @return false if it was removed meanwhile: then nothing of it is there
   */
  boolean copyFinished(Path from, Path to, String name) {
    try {
      tree(from, to);
    } catch (UncheckedIOException failed) {
      if (!(failed.getCause() instanceof NoSuchFileException) || Files.exists(from)) {
        throw failed;
      }
    }
    // A removal begins with another name; what still has its own was there whole.
    if (!Files.exists(from)) {
      AtomicDirectory.delete(to);
      return false;
    }
    try {
      Checksums.verify(to, name);
    } catch (CorruptArtifactException found) {
      damaged.add(found.getMessage());
    }
    return true;
  }

  /** Copies a directory with everything in it. */
  static void tree(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
