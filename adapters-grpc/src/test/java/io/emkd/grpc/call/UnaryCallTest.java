package io.emkd.grpc.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.error.NotFoundException;
import io.emkd.grpc.HeldClient;
import io.grpc.Context;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One answer, now or later. */
class UnaryCallTest {
  private final HeldClient<String> client = new HeldClient<>();
  private final CompletableFuture<String> answer = new CompletableFuture<>();

  @Test
  void theAnswerIsTheOnlyOne() {
    UnaryCall.answer(client, () -> "done");

    assertThat(client.taken).containsExactly("done");
    assertThat(client.completed).isTrue();
  }

  @Test
  void workThatFailsBecomesItsStatus() {
    UnaryCall.answer(
        client,
        () -> {
          throw new NotFoundException("model", "shop", "train it");
        });

    assertThat(client.refusal().reason()).isEqualTo("MODEL_NOT_FOUND");
  }

  @Test
  void workThatFailsLaterBecomesTheStatusOfItsCause() {
    UnaryCall.answerLater(client, () -> answer.thenApply(text -> text));
    assertThat(client.isOver()).isFalse();
    answer.completeExceptionally(
        new CompletionException(new NotFoundException("model", "shop", "train it")));

    assertThat(client.refusal().code()).isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void aCallerThatGoesCancelsTheWorkAndHearsNothing() {
    UnaryCall.answerLater(client, () -> answer);
    client.goAway();

    assertThat(answer).isCancelled();
    assertThat(client.isOver()).isFalse();
  }

  @Test
  void theDeadlineIsTheCalls() throws Exception {
    assertThat(UnaryCall.deadlineNanos()).isEmpty();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Context.CancellableContext call = Context.current().withDeadlineAfter(1, TimeUnit.HOURS, timer);
    long left = call.call(UnaryCall::deadlineNanos).orElseThrow() - System.nanoTime();
    call.cancel(null);
    timer.shutdownNow();

    assertThat(left).isBetween(TimeUnit.MINUTES.toNanos(59), TimeUnit.HOURS.toNanos(1));
  }
}
