package io.emkd.domain.serving;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;

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

  /** What becomes of an answer; cancelling that cancels the work behind it. */
  public static <A, B> CompletableFuture<B> converted(
      CompletableFuture<A> work, Function<A, B> conversion) {
    CompletableFuture<B> answer = work.thenApply(conversion);
    passOn(answer, work);
    return answer;
  }
}
