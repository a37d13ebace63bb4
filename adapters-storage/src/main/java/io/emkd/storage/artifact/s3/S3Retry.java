package io.emkd.storage.artifact.s3;

import io.emkd.domain.error.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who tries again what of the object store. The client of the SDK tries a request again by its own
 * default, before anything here hears of it; a change that another process came before is made
 * anew, a few times; everything else that may pass is told to the caller as {@link
 * UnavailableException}, with the time after which it is worth another try.
 */
final class S3Retry {
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final int CHANGE_ATTEMPTS = 10;

  private S3Retry() {}

  /** Whether the same request may succeed later: not if the store understood it and refuses it. */
  static boolean mayPass(int status) {
    return status < 400 || status >= 500 || status == 429;
  }

  /**
   * Tries a change until no other one comes before it.
   *
   * @param name of what is changed, for the message
   * @param change empty where another one came before
   * @throws UnavailableException if others come before it all the time
   */
  static <T> T untilWritten(String name, Supplier<Optional<T>> change) {
    for (int attempt = 0; attempt < CHANGE_ATTEMPTS; attempt++) {
      Optional<T> written = change.get();
      if (written.isPresent()) {
        return written.get();
      }
    }
    throw new UnavailableException(name + " is changed by others all the time", RETRY_AFTER, null);
  }
}
