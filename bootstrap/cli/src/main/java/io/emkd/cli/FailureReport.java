package io.emkd.cli;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user is told of a failure.
 *
 * @param text without a line break at its end; empty where nothing is to be said
 * @param expected whether the text says all; else a fault of this program was met
 */
record FailureReport(int exitCode, String text, boolean expected) {
  /** By the outermost cause whose message is meant for users. */
  static FailureReport of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      FailureReport known = known(cause);
      if (known != null) {
        return known;
      }
    }
    return new FailureReport(
        ExitCode.REFUSED,
        "a fault of emkd: "
            + failure.toString().lines().findFirst().orElse("")
            + "\n--stacktrace or EMKD_LOG_LEVEL=DEBUG shows where it happened; please report it",
        false);
  }

  private static @Nullable FailureReport known(Throwable cause) {
    if (cause instanceof CliException told) {
      return expected(
          told.exitCode(),
          told.exitCode() == ExitCode.BROKEN_PIPE ? "" : String.valueOf(told.getMessage()));
    }
    if (cause instanceof StatusRuntimeException refused) {
      return known(ServerFailure.of(refused, "the server"));
    }
    for (CommandModule module : CommandModule.all()) {
      Optional<CliException> told = module.told(cause);
      if (told.isPresent()) {
        return known(told.get());
      }
    }
    if (cause instanceof BindException) {
      return expected(ExitCode.REFUSED, String.valueOf(cause.getMessage()));
    }
    if (cause instanceof InvalidPathException) {
      return expected(ExitCode.USAGE, String.valueOf(cause.getMessage()));
    }
    // What comes of a connection is inside of a status.
    if (cause instanceof IOException failed) {
      Throwable inner = failed.getCause();
      return expected(
          ExitCode.USAGE,
          failed instanceof FileSystemException
              ? LocalFile.problem(failed)
              : "reading or writing failed: "
                  + failed.getMessage()
                  + (inner == null ? "" : ": " + inner.getMessage()));
    }
    if (cause instanceof OutOfMemoryError) {
      return expected(
          ExitCode.REFUSED,
          "out of memory: " + cause.getMessage() + "; EMKD_JAVA_OPTIONS=-Xmx8g gives Java more");
    }
    return null;
  }

  private static FailureReport expected(int exitCode, String text) {
    return new FailureReport(exitCode, text, true);
  }
}
