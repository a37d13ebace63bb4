package io.emkd.grpc.recommendation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Durations;
import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.grpc.HeldClient;
import io.emkd.v1.RecommendError;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendedItem;
import io.emkd.v1.StreamRecommendRequest;
import io.emkd.v1.StreamRecommendResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bulk job whose client reads when it likes. */
@Timeout(60)
class RecommendStreamTest {
  private static final int FIRST_WINDOW = 32;
  private static final int LARGEST_WINDOW = 256;
  private static final RecommendResponse SMALL =
      RecommendResponse.newBuilder().setModel("shop").build();
  private static final RecommendResponse LARGE =
      RecommendResponse.newBuilder()
          .addItems(RecommendedItem.newBuilder().setTitle("x".repeat(4 << 20)))
          .build();

  private final BlockingQueue<CompletableFuture<RecommendResponse>> answers =
      new LinkedBlockingQueue<>();
  private final List<OptionalLong> deadlines = new CopyOnWriteArrayList<>();
  private final HeldClient<StreamRecommendResponse> client = new HeldClient<>();
  private final RecommendStream stream =
      new RecommendStream(
          (request, deadlineNanos) -> {
            deadlines.add(deadlineNanos);
            CompletableFuture<RecommendResponse> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
          },
          client);

  private void send(String... requestIds) {
    for (String id : requestIds) {
      stream.onNext(StreamRecommendRequest.newBuilder().setRequestId(id).build());
    }
  }

  private CompletableFuture<RecommendResponse> next() throws InterruptedException {
    return answers.poll(30, TimeUnit.SECONDS);
  }

  /** How many requests were asked for and not answered. */
  private int window() {
    return client.asked - client.taken.size();
  }

  private List<String> answered() {
    return client.taken.stream().map(StreamRecommendResponse::getRequestId).toList();
  }

  @Test
  void answersCarryTheIdsOfTheirRequestsInWhateverOrderTheyCome() throws Exception {
    send("a", "b");
    CompletableFuture<RecommendResponse> first = next();
    next().complete(SMALL);
    first.completeExceptionally(new NotFoundException("user", "u9", "append interactions"));

    assertThat(answered()).containsExactly("b", "a");
    assertThat(client.taken.get(0).getResult().getResponse()).isEqualTo(SMALL);
    assertThat(client.taken.get(1).getResult().getError().getCode())
        .isEqualTo(Status.Code.NOT_FOUND.value());
    assertThat(client.isOver()).isFalse();
  }

  @Test
  void theCallEndsWhenAllIsAnswered() throws Exception {
    send("a");
    stream.onCompleted();
    assertThat(client.isOver()).isFalse();
    next().complete(SMALL);

    assertThat(client.completed).isTrue();
  }

  @Test
  void smallAnswersWidenTheWindowToItsLargest() throws Exception {
    assertThat(client.asked).isEqualTo(FIRST_WINDOW);
    for (int answer = 0; answer < 200; answer++) {
      send("r" + answer);
      next().complete(SMALL);
    }

    assertThat(window()).isEqualTo(LARGEST_WINDOW);
  }

  @Test
  void aLargeAnswerNarrowsTheWindowUntilOldSizesCountLess() throws Exception {
    send("a");
    next().complete(LARGE);
    for (int answer = 0; answer < FIRST_WINDOW / 2; answer++) {
      send("r" + answer);
      next().complete(SMALL);
    }
    assertThat(client.asked).isEqualTo(FIRST_WINDOW);
    for (int answer = 0; answer < 500; answer++) {
      send("s" + answer);
      next().complete(SMALL);
    }

    assertThat(window()).isEqualTo(LARGEST_WINDOW);
  }

  @Test
  void aClientThatTakesNothingIsNotReadFrom() throws Exception {
    client.takes = false;
    send("a");
    next().complete(SMALL);
    assertThat(client.asked).isEqualTo(FIRST_WINDOW);
    client.becomeReady();

    assertThat(client.asked).isGreaterThan(FIRST_WINDOW);
  }

  @Test
  void aRequestThatFindsTheQueueFullWaitsAndIsAskedAgain() throws Exception {
    send("a");
    next().completeExceptionally(new CapacityException("full", Duration.ofMillis(5)));
    CompletableFuture<RecommendResponse> again = next();
    assertThat(client.taken).isEmpty();
    again.complete(SMALL);
    // The thread that asked again may be about to look at the answer.
    while (client.taken.isEmpty()) {
      Thread.onSpinWait();
    }

    assertThat(answered()).containsExactly("a");
  }

  private void send(String requestId, Duration timeout) {
    stream.onNext(
        StreamRecommendRequest.newBuilder()
            .setRequestId(requestId)
            .setTimeout(Durations.fromNanos(timeout.toNanos()))
            .build());
  }

  private RecommendError error(int answer) {
    return client.taken.get(answer).getResult().getError();
  }

  @Test
  void aRequestThatIsNotAnsweredInItsTimeIsTooLateAndNoLongerComputedAndTheStreamGoesOn()
      throws Exception {
    send("late", Duration.ofMillis(30));
    CompletableFuture<RecommendResponse> slow = next();
    await().until(() -> !client.taken.isEmpty());
    send("in time", Duration.ofMinutes(1));
    next().complete(SMALL);

    assertThat(slow).isCancelled();
    assertThat(answered()).containsExactly("late", "in time");
    assertThat(error(0).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED.value());
    assertThat(error(0).getMessage())
        .isEqualTo("the answer to 'late' was not there within 0.030s, its timeout");
    assertThat(client.taken.get(1).getResult().getResponse()).isEqualTo(SMALL);
  }

  @Test
  void theQueueIsToldWhenAnAnswerIsNoLongerWanted() {
    long before = System.nanoTime();
    send("timed", Duration.ofSeconds(10));
    send("untimed");

    assertThat(deadlines.get(0).getAsLong() - before)
        .isBetween(Duration.ofSeconds(10).toNanos(), Duration.ofSeconds(20).toNanos());
    assertThat(deadlines.get(1)).isEmpty();
  }

  @Test
  void whatTheQueueLetGoAsLateIsTooLate() throws Exception {
    send("a", Duration.ofMinutes(1));
    next().completeExceptionally(new CancellationException("the deadline passed in the queue"));

    assertThat(error(0).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED.value());
  }

  @Test
  void oneWhoseTimeIsUpBeforeTheQueueTakesItIsTooLate() throws Exception {
    send("a", Duration.ofNanos(1));
    next().completeExceptionally(new CapacityException("too late", Duration.ofMillis(1)));

    assertThat(error(0).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED.value());
  }

  @Test
  void aFullQueueThatLastsLongerThanARequestHasTimeRefusesIt() throws Exception {
    send("a", Duration.ofSeconds(10));
    next().completeExceptionally(new CapacityException("full", Duration.ofMinutes(1)));

    assertThat(error(0).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
    assertThat(answers).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 3_600_000_000_001L})
  void aTimeoutThatIsNoneIsRefusedByItself(long nanos) throws Exception {
    send("bad", Duration.ofNanos(nanos));
    send("good");
    next().complete(SMALL);

    assertThat(answered()).containsExactly("bad", "good");
    assertThat(error(0).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
    assertThat(error(0).getMessage()).contains("timeout", "more than 0 s, at most 3600 s");
    assertThat(client.taken.get(1).getResult().getResponse()).isEqualTo(SMALL);
  }

  @Test
  void aClientThatGoesIsNotAnswered() throws Exception {
    send("a");
    client.goAway();
    next().complete(SMALL);
    send("b");

    assertThat(client.taken).isEmpty();
    assertThat(answers).isEmpty();
  }
}
