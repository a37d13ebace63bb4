package io.emkd.domain.serving;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Ends work whose answer nobody waits for any more. */
public final class CancelledAnswer {
  private CancelledAnswer() {}

  /** Cancelling the answer cancels the work. */
  public static void passOn(CompletableFuture<?> answer, Future<?> work) {
    var unused =
        answer.whenComplete(
            (done, failed) -> {
              if (answer.isCancelled()) {
                work.cancel(false);
              }
            });
  }
}
