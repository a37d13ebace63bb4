package io.emkd.grpc.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.emkd.domain.dataset.AppendInteractions;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.domain.error.CapacityException;
import io.emkd.grpc.CallsInTurn;
import io.emkd.grpc.Refusal;
import io.emkd.grpc.ServedCalls;
import io.emkd.grpc.call.CallLimits;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.AppendInteractionsResponse;
import io.emkd.v1.DeleteInteractionsRequest;
import io.emkd.v1.DeleteUserRequest;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ListInteractionsRequest;
import io.emkd.v1.ListInteractionsResponse;
import io.emkd.v1.StreamInteractionsRequest;
import io.emkd.v1.StreamInteractionsResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events on their way to the log, and back. */
@Timeout(60)
class InteractionGrpcServiceTest {
  private static final long NOW = 1_700_000_000;

  private final KeptLog log = new KeptLog();
  private final ServedCalls calls =
      new ServedCalls(
          new InteractionGrpcService(
              new AppendInteractions(log, Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC)),
              log,
              new CallLimits(1, 1, 1, 1)));
  private final InteractionServiceGrpc.InteractionServiceBlockingStub interactions =
      InteractionServiceGrpc.newBlockingStub(calls.channel());

  @AfterEach
  void stop() {
    calls.close();
  }

  private static Interaction.Builder event() {
    return Interaction.newBuilder().setUserId("u1").setItemId("i1");
  }

  private AppendInteractionsResponse append(Interaction.Builder... events) {
    AppendInteractionsRequest.Builder request =
        AppendInteractionsRequest.newBuilder().setDataset("shop").setRequestId("r1");
    for (Interaction.Builder event : events) {
      request.addInteractions(event);
    }
    return interactions.appendInteractions(request.build());
  }

  @Test
  void anEventReachesTheLogAsItWasSent() {
    AppendInteractionsResponse answer =
        append(
            event()
                .setTime(Timestamp.newBuilder().setSeconds(12).setNanos(500_000_000))
                .setWeight(4.5)
                .setType("view")
                .setEventId("e1"));

    assertThat(answer.getAppended()).isEqualTo(1);
    assertThat(answer.getDuplicates()).isZero();
    assertThat(log.events).containsExactly(KeptLog.event("u1", "i1", 12.5, 4.5, "view", "e1"));
    assertThat(log.request.map(InteractionLog.RequestId::id)).contains("r1");
  }

  @Test
  void whatAnEventLeavesOutIsNowAndUnweighted() {
    append(event());

    assertThat(log.events.get(0).interaction().timestamp()).isEqualTo(NOW);
    assertThat(log.events.get(0).interaction().weight()).isNaN();
    assertThat(log.events.get(0).interaction().type()).isEmpty();
  }

  @Test
  void everythingWrongWithEventsIsToldWithItsPlace() {
    Refusal ofProtocol =
        Refusal.of(
            () ->
                append(
                    event(),
                    event().setTime(Timestamp.newBuilder().setNanos(-1)),
                    event().setWeight(Double.NaN)));
    Refusal ofDomain =
        Refusal.of(
            () ->
                append(
                    event().setUserId(""),
                    event().setTime(Timestamp.newBuilder().setSeconds(NOW + 90_000))));

    assertThat(ofProtocol.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(ofProtocol.fields())
        .containsExactly("interactions[1].time.nanos", "interactions[2].weight");
    assertThat(ofDomain.fields())
        .containsExactly("interactions[0].user_id", "interactions[1].time");
    assertThat(log.events).isEmpty();
  }

  @Test
  void aLogThatIsFullSaysWhenToTryAgain() {
    log.failure = new CapacityException("too many events wait", Duration.ofSeconds(2));
    Refusal refusal = Refusal.of(() -> append(event()));

    assertThat(refusal.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(2));
  }

  private List<Status.Code> endsOfStreams(String userId) throws Exception {
    InteractionServiceGrpc.InteractionServiceStub again =
        CallsInTurn.client(InteractionServiceGrpc.newStub(calls.channel()));
    return CallsInTurn.ends(
        (StreamObserver<StreamInteractionsResponse> observer) -> {
          StreamObserver<StreamInteractionsRequest> stream = again.streamInteractions(observer);
          stream.onNext(
              StreamInteractionsRequest.newBuilder()
                  .setAppend(
                      AppendInteractionsRequest.newBuilder()
                          .setDataset("shop")
                          .addInteractions(event().setUserId(userId)))
                  .build());
          stream.onCompleted();
        });
  }

  @Test
  void whoSeesTheEndOfAStreamMayOpenAnother() throws Exception {
    assertThat(endsOfStreams("u1")).hasSize(3).containsOnly(Status.Code.OK);
    log.failure = new IllegalStateException("no disk");
    assertThat(endsOfStreams("u1")).hasSize(3).containsOnly(Status.Code.INTERNAL);
    // Refused before the service sees it.
    assertThat(endsOfStreams("u".repeat(5000)))
        .hasSize(3)
        .containsOnly(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void theNewestEventsComeBackWithWhatTheyHave() {
    log.keep("u1", "i2", 12.25, 3, "view");
    log.keep("u1", "i1", -1.5, Double.NaN, "");
    log.keep("u1", "i0", 1e18, Double.NaN, "");
    List<Interaction> listed =
        interactions
            .listInteractions(
                ListInteractionsRequest.newBuilder().setDataset("shop").setUserId("u1").build())
            .getInteractionsList();

    assertThat(log.limit).isEqualTo(51);
    assertThat(listed)
        .containsExactly(
            Interaction.newBuilder()
                .setUserId("u1")
                .setItemId("i2")
                .setTime(Timestamp.newBuilder().setSeconds(12).setNanos(250_000_000))
                .setWeight(3)
                .setType("view")
                .build(),
            Interaction.newBuilder()
                .setUserId("u1")
                .setItemId("i1")
                .setTime(Timestamp.newBuilder().setSeconds(-2).setNanos(500_000_000))
                .build(),
            // No time that the protocol can say.
            Interaction.newBuilder().setUserId("u1").setItemId("i0").build());
  }

  @Test
  void aHistoryComesPageByPage() {
    for (int i = 0; i < 5; i++) {
      log.keep("u1", "i" + i, 1.5, Double.NaN, "");
    }
    ListInteractionsRequest.Builder request =
        ListInteractionsRequest.newBuilder().setDataset("shop").setUserId("u1").setPageSize(2);
    List<String> items = new ArrayList<>();
    int pages = 0;
    do {
      ListInteractionsResponse page = interactions.listInteractions(request.build());
      page.getInteractionsList().forEach(interaction -> items.add(interaction.getItemId()));
      request.setPageToken(page.getNextPageToken());
      pages++;
    } while (!request.getPageToken().isEmpty());
    assertThat(pages).isEqualTo(3);
    assertThat(items).containsExactly("i0", "i1", "i2", "i3", "i4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2", "ABCDEF0123456789ABCDEF0123456789", "7ff80000000000000000000000000001"})
  void aTokenOfNoPageIsRefused(String token) {
    assertThat(
            Refusal.of(
                    () ->
                        interactions.listInteractions(
                            ListInteractionsRequest.newBuilder()
                                .setDataset("shop")
                                .setUserId("u1")
                                .setPageToken(token)
                                .build()))
                .fields())
        .containsExactly("page_token");
  }

  @Test
  void aPageHasASizeAndALargestOne() {
    ListInteractionsRequest.Builder request =
        ListInteractionsRequest.newBuilder().setDataset("shop").setUserId("u1");
    interactions.listInteractions(request.setPageSize(5000).build());
    assertThat(log.limit).isEqualTo(1001);

    assertThat(
            Refusal.of(() -> interactions.listInteractions(request.setPageSize(-1).build()))
                .fields())
        .containsExactly("page_size");
  }

  @Test
  void whatIsRemovedIsCounted() {
    long ofUser =
        interactions
            .deleteUser(DeleteUserRequest.newBuilder().setDataset("shop").setUserId("u1").build())
            .getDeleted();
    long before =
        interactions
            .deleteInteractions(
                DeleteInteractionsRequest.newBuilder()
                    .setDataset("shop")
                    .setBefore(Timestamp.newBuilder().setSeconds(7).setNanos(500_000_000))
                    .build())
            .getDeleted();

    assertThat(ofUser).isEqualTo(3);
    assertThat(before).isEqualTo(8);
    assertThat(log.before).isEqualTo(7.5);
  }

  @Test
  void eventsAreRemovedBeforeATimeThatIsGivenAndIsOne() {
    DeleteInteractionsRequest.Builder request =
        DeleteInteractionsRequest.newBuilder().setDataset("shop");
    Refusal missing = Refusal.of(() -> interactions.deleteInteractions(request.build()));
    request.setBefore(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE));
    Refusal wrong = Refusal.of(() -> interactions.deleteInteractions(request.build()));

    assertThat(missing.message()).startsWith("before is not set");
    assertThat(wrong.message()).startsWith("before is out of range");
    assertThat(wrong.fields()).containsExactly("before");
  }
}
