package io.emkd.domain.error;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Locale;

/**
 * What of a file's failure a client can know and act upon. Its message names nothing of the server.
 */
public enum StorageFailure {
  /** Not a file's, or one that says nothing to a client. */
  NONE(false, "", List.of()),
  STORAGE_FULL(
      true,
      "the server's disk is full; what was to be written is not",
      List.of("no space left on device", "quota exceeded", "not enough space")),
  STORAGE_BUSY(true, "the server has too many files open", List.of("too many open files")),
  STORAGE_READ_ONLY(
      false,
      "the server's storage cannot be written: it is read-only or belongs to somebody else",
      List.of("read-only file system", "permission denied", "operation not permitted"));

  private final boolean passes;
  private final String message;

  @SuppressWarnings("Immutable") // Made by List.of.
  private final List<String> signs;

  StorageFailure(boolean passes, String message, List<String> signs) {
    this.passes = passes;
    this.message = message;
    this.signs = signs;
  }

  /** Whether the same call may succeed later without anybody's changing the server's setup. */
  public boolean passes() {
    return passes;
  }

  public String message() {
    return message;
  }

  /** Looks for a file's failure among the causes. */
  public static StorageFailure in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AccessDeniedException || cause instanceof ReadOnlyFileSystemException) {
        return STORAGE_READ_ONLY;
      }
      if (cause instanceof IOException) {
        StorageFailure known = saidBy(cause);
        if (known != NONE) {
          return known;
        }
      }
    }
    return NONE;
  }

  private static StorageFailure saidBy(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    for (StorageFailure failure : values()) {
      if (failure.isSaidBy(text)) {
        return failure;
      }
    }
    return NONE;
  }

  /** Whether a text is what the system says of it: there is no class for most. */
  public boolean isSaidBy(String text) {
    String plain = text.toLowerCase(Locale.ROOT);
    return signs.stream().anyMatch(plain::contains);
  }
}
