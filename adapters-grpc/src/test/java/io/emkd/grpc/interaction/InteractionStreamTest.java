package io.emkd.grpc.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.dataset.InteractionLog.Appended;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.grpc.HeldClient;
import io.emkd.v1.StreamInteractionsRequest;
import io.emkd.v1.StreamInteractionsResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Events that arrive faster than they reach the disk. */
class InteractionStreamTest {
  private static final int WINDOW = 16;

  private final List<CompletableFuture<Appended>> writes = new ArrayList<>();
  private final HeldClient<StreamInteractionsResponse> client = new HeldClient<>();
  private final InteractionStream stream =
      new InteractionStream(
          request -> {
            CompletableFuture<Appended> write = new CompletableFuture<>();
            writes.add(write);
            return write;
          },
          client);

  private void send(int messages) {
    for (int message = 0; message < messages; message++) {
      stream.onNext(StreamInteractionsRequest.getDefaultInstance());
    }
  }

  @Test
  void noMoreIsReadThanTheDiskTakes() {
    assertThat(client.asked).isEqualTo(WINDOW);
    send(WINDOW);
    assertThat(client.asked).isEqualTo(WINDOW);
    writes.get(3).complete(new Appended(1, 0));

    assertThat(client.asked).isEqualTo(WINDOW + 1);
  }

  @Test
  void theAnswerComesWhenAllIsOnDiskAndCountsAll() {
    send(2);
    stream.onCompleted();
    writes.get(1).complete(new Appended(3, 1));
    assertThat(client.isOver()).isFalse();
    writes.get(0).complete(new Appended(4, 2));

    assertThat(client.taken)
        .containsExactly(
            StreamInteractionsResponse.newBuilder().setAppended(7).setDuplicates(3).build());
    assertThat(client.completed).isTrue();
  }

  @Test
  void aStreamOfNothingIsAnswered() {
    stream.onCompleted();

    assertThat(client.taken).containsExactly(StreamInteractionsResponse.getDefaultInstance());
  }

  @Test
  void theFirstFailureEndsTheStreamAndWhatComesThenIsNotAppended() {
    send(2);
    writes
        .get(0)
        .completeExceptionally(
            new UnavailableException("the store is away", Duration.ofSeconds(1), null));
    writes.get(1).complete(new Appended(1, 0));
    send(1);
    stream.onCompleted();

    assertThat(client.refusal().code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(client.taken).isEmpty();
    assertThat(writes).hasSize(2);
  }

  @Test
  void whatIsRefusedAtOnceEndsTheStreamToo() {
    InteractionStream refusing =
        new InteractionStream(
            request -> {
              throw new InvalidInputException("interactions", "0 of them", "1 to 10000");
            },
            client);
    refusing.onNext(StreamInteractionsRequest.getDefaultInstance());

    assertThat(client.refusal().fields()).containsExactly("interactions");
  }

  @Test
  void aClientThatGoesIsNotAnswered() {
    send(1);
    client.goAway();
    writes.get(0).complete(new Appended(1, 0));
    stream.onCompleted();

    assertThat(client.isOver()).isFalse();
    assertThat(client.taken).isEmpty();
  }
}
