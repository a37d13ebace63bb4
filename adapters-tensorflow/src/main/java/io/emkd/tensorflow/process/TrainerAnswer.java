package io.emkd.tensorflow.process;

import io.emkd.domain.error.CorruptArtifactException;
import java.io.IOException;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** How a request to a trainer in another process went: its name, and what failed in words. */
enum TrainerAnswer {
  DONE,
  CORRUPT_ARTIFACT,
  OUT_OF_MEMORY,
  FAILED;

  void write(ArrayOutput output) throws IOException {
    output.writeText(name());
  }

  /** Writes what went wrong. */
  static void failed(ArrayOutput output, Throwable failure) throws IOException {
    of(failure).write(output);
    output.writeText(String.valueOf(failure.getMessage()));
    output.flush();
  }

  private static TrainerAnswer of(Throwable failure) {
    if (failure instanceof CorruptArtifactException) {
      return CORRUPT_ARTIFACT;
    }
    return failure instanceof OutOfMemoryError || failure instanceof TFResourceExhaustedException
        ? OUT_OF_MEMORY
        : FAILED;
  }

  /**
   * Returns if it is done.
   *
   * @param room what is known of the training's memory, for one who reads that it ran out
   * @throws CorruptArtifactException as it was thrown there
   * @throws IllegalStateException for all else that was thrown there
   */
  static void check(ArrayInput input, String room) throws IOException {
    TrainerAnswer answer = valueOf(input.readText());
    if (answer == DONE) {
      return;
    }
    String message = input.readText();
    if (answer == CORRUPT_ARTIFACT) {
      throw new CorruptArtifactException(message, null);
    }
    throw new IllegalStateException(
        answer == OUT_OF_MEMORY
            ? "the training ran out of memory; " + room + ": " + message
            : message);
  }
}
