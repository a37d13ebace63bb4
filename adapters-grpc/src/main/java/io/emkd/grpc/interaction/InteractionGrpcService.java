package io.emkd.grpc.interaction;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.emkd.domain.dataset.AppendInteractions;
import io.emkd.domain.dataset.HistoryPlace;
import io.emkd.domain.dataset.Identifiers;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import io.emkd.grpc.call.CallLimits;
import io.emkd.grpc.call.Page;
import io.emkd.grpc.call.Places;
import io.emkd.grpc.call.UnaryCall;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.AppendInteractionsResponse;
import io.emkd.v1.DeleteInteractionsRequest;
import io.emkd.v1.DeleteInteractionsResponse;
import io.emkd.v1.DeleteUserRequest;
import io.emkd.v1.DeleteUserResponse;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ListInteractionsRequest;
import io.emkd.v1.ListInteractionsResponse;
import io.emkd.v1.StreamInteractionsRequest;
import io.emkd.v1.StreamInteractionsResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/** {@code InteractionService} over the domain's use case and the log. */
public final class InteractionGrpcService
    extends InteractionServiceGrpc.InteractionServiceImplBase {
  private static final int DEFAULT_PAGE = 50;
  private static final int LARGEST_PAGE = 1000;
  private static final int LARGEST_NANOS = 999_999_999;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final AppendInteractions append;
  private final InteractionLog log;
  private final Places streams;

  public InteractionGrpcService(AppendInteractions append, InteractionLog log, CallLimits limits) {
    this.streams =
        new Places(
            "StreamInteractions",
            "limits.bulk_streams_at_once",
            limits.bulkStreamsAtOnce(),
            RETRY_AFTER);
    this.append = append;
    this.log = log;
  }

  @Override
  public void appendInteractions(
      AppendInteractionsRequest request, StreamObserver<AppendInteractionsResponse> observer) {
    UnaryCall.answerLater(
        observer,
        () ->
            append(request)
                .thenApply(
                    done ->
                        AppendInteractionsResponse.newBuilder()
                            .setAppended(done.appended())
                            .setDuplicates(done.duplicates())
                            .build()));
  }

  @Override
  public StreamObserver<StreamInteractionsRequest> streamInteractions(
      StreamObserver<StreamInteractionsResponse> observer) {
    return streams.held(observer, () -> new InteractionStream(this::append, observer));
  }

  private CompletableFuture<InteractionLog.Appended> append(AppendInteractionsRequest request) {
    if (request.getInteractionsCount() > AppendInteractions.LARGEST_REQUEST) {
      throw new InvalidInputException(
          "interactions",
          request.getInteractionsCount() + " of them",
          "1 to " + AppendInteractions.LARGEST_REQUEST);
    }
    return append.append(
        request.getDataset(), request.getRequestId(), drafts(request.getInteractionsList()));
  }

  /** What the domain's numbers cannot tell from something else is refused here. */
  private static List<AppendInteractions.Draft> drafts(List<Interaction> interactions) {
    Violations violations = new Violations();
    List<AppendInteractions.Draft> drafts = new ArrayList<>();
    for (int i = 0; i < interactions.size(); i++) {
      Interaction interaction = interactions.get(i);
      int nanos = nanos(interaction);
      if (nanos < 0 || nanos > LARGEST_NANOS) {
        violations.require(
            false, "interactions[" + i + "].time.nanos", nanos, "0 to " + LARGEST_NANOS);
      }
      if (Double.isNaN(interaction.getWeight())) {
        violations.require(false, "interactions[" + i + "].weight", "NaN", "a finite number");
      }
      drafts.add(draft(interaction));
    }
    violations.throwIfAny();
    return drafts;
  }

  @SuppressWarnings("ProtoTimestampGetSecondsGetNano") // They alone are looked at.
  private static int nanos(Interaction interaction) {
    return interaction.getTime().getNanos();
  }

  private static AppendInteractions.Draft draft(Interaction interaction) {
    return new AppendInteractions.Draft(
        interaction.getUserId(),
        interaction.getItemId(),
        interaction.hasTime()
            ? OptionalDouble.of(seconds(interaction.getTime()))
            : OptionalDouble.empty(),
        interaction.hasWeight() ? interaction.getWeight() : Double.NaN,
        interaction.getType(),
        interaction.getEventId());
  }

  private static double seconds(Timestamp time) {
    return time.getSeconds() + time.getNanos() / 1e9;
  }

  @Override
  public void listInteractions(
      ListInteractionsRequest request, StreamObserver<ListInteractionsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          int size = Page.size(request.getPageSize(), DEFAULT_PAGE, LARGEST_PAGE);
          Violations violations = new Violations();
          Identifiers.check(violations, "user_id", request.getUserId());
          violations.throwIfAny();
          List<PlacedMessage> newest =
              log
                  .newest(
                      request.getDataset(),
                      request.getUserId(),
                      PlaceToken.read(request.getPageToken()),
                      size + 1)
                  .stream()
                  .map(p -> new PlacedMessage(message(p.interaction()), p.place()))
                  .toList();
          Page<PlacedMessage> page =
              Page.by(p -> PlaceToken.of(p.place), newest, size, p -> Page.bytes(p.message));
          return ListInteractionsResponse.newBuilder()
              .addAllInteractions(page.elements().stream().map(PlacedMessage::message).toList())
              .setNextPageToken(page.nextPageToken())
              .build();
        });
  }

  private record PlacedMessage(Interaction message, HistoryPlace place) {}

  private static Interaction message(io.emkd.domain.dataset.Interaction interaction) {
    Interaction.Builder message =
        Interaction.newBuilder()
            .setUserId(interaction.userId())
            .setItemId(interaction.itemId())
            .setType(interaction.type());
    if (!Double.isNaN(interaction.weight())) {
      message.setWeight(interaction.weight());
    }
    Timestamp time = time(interaction.timestamp());
    if (Timestamps.isValid(time)) {
      message.setTime(time);
    }
    return message.build();
  }

  /** Microseconds are what a double holds of today's seconds. */
  private static Timestamp time(double seconds) {
    long whole = (long) Math.floor(seconds);
    long micros = Math.min(999_999, Math.round((seconds - whole) * 1e6));
    return Timestamp.newBuilder().setSeconds(whole).setNanos((int) (micros * 1000)).build();
  }

  @Override
  public void deleteUser(DeleteUserRequest request, StreamObserver<DeleteUserResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            DeleteUserResponse.newBuilder()
                .setDeleted(log.deleteUser(request.getDataset(), request.getUserId()))
                .build());
  }

  @Override
  public void deleteInteractions(
      DeleteInteractionsRequest request, StreamObserver<DeleteInteractionsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          if (!request.hasBefore() || !Timestamps.isValid(request.getBefore())) {
            throw new InvalidInputException(
                "before",
                request.hasBefore() ? "out of range" : "not set",
                "a time from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z");
          }
          return DeleteInteractionsResponse.newBuilder()
              .setDeleted(log.deleteBefore(request.getDataset(), seconds(request.getBefore())))
              .build();
        });
  }
}
