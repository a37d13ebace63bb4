package io.emkd.storage.disk;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.StorageFailure;
import io.emkd.domain.error.UnavailableException;
import io.emkd.storage.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads files whose damage is told from a passing failure of the machine, and named. */
public final class StoredText {
  /** What is wrong with the process, its machine or its network, not with the file. */
  private static final List<String> PASSING =
      List.of(
          "Cannot allocate memory",
          "Resource temporarily unavailable",
          "Interrupted system call",
          "Stale file handle",
          "Transport endpoint is not connected",
          "Connection timed out",
          "Host is down");

  private StoredText() {}

  /**
   * Empty if there is no such file.
   *
   * @param name for messages, without the server's directories
   * @throws CorruptArtifactException if it is no UTF-8, a directory or not to be read
   * @throws UnavailableException if reading may succeed later
   */
  public static Optional<String> read(Path file, String name) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException failed) {
      if (isBelowAFile(file)) {
        return Optional.empty();
      }
      throw refused(name, failed);
    }
  }

  /**
   * Reads a file that has to be there, as {@link #read} does.
   *
   * @throws CorruptArtifactException also if there is no such file
   */
  public static String required(Path file, String name) {
    return read(file, name)
        .orElseThrow(() -> new CorruptArtifactException(name + " is missing", null));
  }

  /**
   * Reads a file of JSON that has to be there.
   *
   * @param name of the directory, for messages
   * @throws CorruptArtifactException as {@link #required}, also if it is not the JSON of the type
   */
  public static <T> T json(Path directory, String name, String file, Class<T> type) {
    String place = name + "/" + file;
    return Json.readWhole(place, required(directory.resolve(file), place), type);
  }

  private static boolean isBelowAFile(Path file) {
    Path parent = file.getParent();
    return parent != null && Files.exists(parent) && !Files.isDirectory(parent);
  }

  /** What a failure to read means, by the artifact's name. */
  public static RuntimeException refused(String name, IOException failed) {
    String reason = reason(failed);
    if (StorageFailure.in(failed) == StorageFailure.STORAGE_BUSY
        || PASSING.stream().anyMatch(reason::contains)) {
      return new UnavailableException(
          name + " cannot be read at present: " + reason, Duration.ofSeconds(1), failed);
    }
    return new CorruptArtifactException(name + " cannot be read: " + reason, failed);
  }

  /** As {@link #refused(String, IOException)}, which it always has inside. */
  public static RuntimeException refused(String name, UncheckedIOException failed) {
    return refused(name, Objects.requireNonNull(failed.getCause()));
  }

  private static String reason(IOException failed) {
    if (failed instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    if (failed instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failed instanceof NoSuchFileException) {
      return "it is missing";
    }
    // Its message would begin with the server's path.
    if (failed instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return failed instanceof FileSystemException
        ? failed.getClass().getSimpleName()
        : String.valueOf(failed.getMessage());
  }
}
