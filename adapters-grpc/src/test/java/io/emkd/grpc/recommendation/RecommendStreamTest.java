package io.emkd.grpc.recommendation;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.grpc.HeldClient;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendedItem;
import io.emkd.v1.StreamRecommendRequest;
import io.emkd.v1.StreamRecommendResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
  private final HeldClient<StreamRecommendResponse> client = new HeldClient<>();
  private final RecommendStream stream =
      new RecommendStream(
          request -> {
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
