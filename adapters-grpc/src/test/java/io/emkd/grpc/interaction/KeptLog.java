package io.emkd.grpc.interaction;

import io.emkd.domain.dataset.HistoryPlace;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.domain.dataset.PlacedInteraction;
import io.emkd.domain.dataset.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Keeps what it is told. */
final class KeptLog implements InteractionLog {
  final List<InteractionEvent> events = new ArrayList<>();
  final List<Interaction> kept = new ArrayList<>();
  Optional<RequestId> request = Optional.empty();
  RuntimeException failure;
  int limit;
  double before;

  static InteractionEvent event(
      String user, String item, double time, double weight, String type, String eventId) {
    return new InteractionEvent(new Interaction(user, item, time, weight, type), eventId);
  }

  void keep(String user, String item, double time, double weight, String type) {
    kept.add(new Interaction(user, item, time, weight, type));
  }

  @Override
  public CompletableFuture<Appended> append(
      String dataset, List<InteractionEvent> added, Optional<RequestId> id) {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    events.addAll(added);
    request = id;
    return CompletableFuture.completedFuture(new Appended(added.size(), 0));
  }

  @Override
  public CompletableFuture<Appended> append(
      String dataset, List<InteractionEvent> added, SourcePosition batch) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position(String source, int partition, long first) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<PlacedInteraction> newest(
      String dataset, String userId, Optional<HistoryPlace> before, int atMost) {
    limit = atMost;
    return IntStream.range(0, kept.size())
        .mapToObj(
            i ->
                new PlacedInteraction(
                    kept.get(i), new HistoryPlace(kept.get(i).timestamp(), kept.size() - i)))
        .filter(placed -> before.isEmpty() || placed.place().arrival() < before.get().arrival())
        .limit(atMost)
        .toList();
  }

  @Override
  public int deleteUser(String dataset, String userId) {
    return 3;
  }

  @Override
  public int deleteBefore(String dataset, double timestamp) {
    before = timestamp;
    return 8;
  }

  @Override
  public void close() {}
}
