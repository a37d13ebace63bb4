package io.emkd.storage.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Directories that are there whole or not at all: written aside, forced to disk, then renamed. */
public final class AtomicDirectory {
  private static final String UNFINISHED = ".unfinished-";

  private AtomicDirectory() {}

  /**
   * Writes a new directory.
   *
   * @throws java.io.UncheckedIOException for a FileAlreadyExistsException, if {@code target} exists
   */
  public static void write(Path target, Consumer<Path> content) {
    Path unfinished = target.resolveSibling(UNFINISHED + UUID.randomUUID());
    try {
      Files.createDirectories(unfinished);
      content.accept(unfinished);
      forceAll(unfinished);
      if (Files.exists(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      forceEntry(target);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      delete(unfinished);
    }
  }

  /** The name in its folder. */
  private static void forceEntry(Path target) throws IOException {
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null) {
      force(parent);
    }
  }

  /** Gone at once for readers, whatever becomes of the process. */
  public static void remove(Path target) {
    Path unfinished = target.resolveSibling(UNFINISHED + UUID.randomUUID());
    try {
      Files.move(target, unfinished, StandardCopyOption.ATOMIC_MOVE);
      forceEntry(target);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    delete(unfinished);
  }

  /** Replaces a file's content whole or not at all. */
  public static void replaceFile(Path target, String text) {
    Path unfinished = target.resolveSibling(UNFINISHED + UUID.randomUUID());
    try {
      Files.writeString(unfinished, text);
      force(unfinished);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      forceEntry(target);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      delete(unfinished);
    }
  }

  /**
   * Removes what a crash left behind in {@code parent}.
   *
   * @param age what was changed since may still be written by another process
   */
  public static void sweep(Path parent, Duration age) {
    Instant before = Instant.now().minus(age);
    for (Path child : children(parent)) {
      if (child.getFileName().toString().startsWith(UNFINISHED)
          && !changed(child).isAfter(before)) {
        delete(child);
      }
    }
  }

  private static Instant changed(Path path) {
    try {
      return Files.getLastModifiedTime(path).toInstant();
    } catch (NoSuchFileException finished) {
      return Instant.MAX;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The finished directories in {@code parent}; none if it does not exist. */
  public static List<Path> finished(Path parent) {
    return children(parent).stream()
        .filter(Files::isDirectory)
        .filter(child -> !child.getFileName().toString().startsWith(UNFINISHED))
        .sorted()
        .toList();
  }

  /** What is in {@code parent}; nothing if that is no directory. */
  public static List<Path> children(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> listed = Files.list(parent)) {
      return listed.toList();
    } catch (NoSuchFileException removed) {
      return List.of();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Everything below is on disk when this returns. */
  public static void forceAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        force(file);
      }
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  public static void writeText(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public static String readText(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
