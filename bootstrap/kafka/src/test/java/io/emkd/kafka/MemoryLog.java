package io.emkd.kafka;

import io.emkd.domain.dataset.HistoryPlace;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.domain.dataset.MovedPositionException;
import io.emkd.domain.dataset.PlacedInteraction;
import io.emkd.domain.dataset.SourcePosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Keeps items and positions, and fails as often as it is told to. */
final class MemoryLog implements InteractionLog {
  final List<String> items = new ArrayList<>();
  final Map<Integer, Long> positions = new HashMap<>();
  final Queue<RuntimeException> failures = new ArrayDeque<>();

  @Override
  public CompletableFuture<Appended> append(
      String dataset, List<InteractionEvent> events, SourcePosition batch) {
    if (!failures.isEmpty()) {
      return CompletableFuture.failedFuture(failures.remove());
    }
    if (positions.get(batch.partition()) != batch.from()) {
      return CompletableFuture.failedFuture(new MovedPositionException(batch));
    }
    positions.put(batch.partition(), batch.to());
    events.forEach(event -> items.add(event.interaction().itemId()));
    return CompletableFuture.completedFuture(new Appended(events.size(), 0));
  }

  @Override
  public long position(String source, int partition, long first) {
    return positions.computeIfAbsent(partition, absent -> first);
  }

  @Override
  public CompletableFuture<Appended> append(
      String dataset, List<InteractionEvent> events, Optional<RequestId> request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<PlacedInteraction> newest(
      String dataset, String userId, Optional<HistoryPlace> before, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int deleteUser(String dataset, String userId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int deleteBefore(String dataset, double timestamp) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
