package io.emkd.grpc.training;

import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.training.TrainingEvent;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.domain.training.TrainingRequest;
import io.emkd.domain.training.TrainingState;
import io.emkd.domain.training.Trainings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Trainings to which nothing happens but what a test tells. */
final class HeldTrainings implements Trainings {
  final Map<String, TrainingRecord> records = new ConcurrentSkipListMap<>();
  final Map<String, String> requested = new ConcurrentHashMap<>();
  final List<Consumer<TrainingEvent>> watchers = new CopyOnWriteArrayList<>();

  /** Whether a training has ended as soon as it is watched. */
  boolean ended;

  /** Has a permit for each watching that has ended. */
  final Semaphore unwatched = new Semaphore(0);

  static TrainingRecord record(String id, TrainingRequest request, TrainingState state) {
    return new TrainingRecord(
        id, request, state, Instant.ofEpochSecond(10), Instant.ofEpochSecond(20), "");
  }

  void tell(TrainingEvent event) {
    watchers.forEach(watcher -> watcher.accept(event));
  }

  @Override
  public TrainingRecord submit(TrainingRequest request, String requestId) {
    if (!requestId.isEmpty() && requested.containsKey(requestId)) {
      return get(requested.get(requestId));
    }
    String id = "t-" + (records.size() + 1);
    requested.put(requestId, id);
    records.put(id, record(id, request, TrainingState.QUEUED));
    return records.get(id);
  }

  @Override
  public TrainingRecord resume(String id) {
    return get(id);
  }

  @Override
  public List<TrainingRecord> list() {
    return List.copyOf(records.values());
  }

  @Override
  public TrainingRecord get(String id) {
    if (!records.containsKey(id)) {
      throw new NotFoundException("training", id, "list them");
    }
    return records.get(id);
  }

  @Override
  public Runnable watch(String id, Consumer<TrainingEvent> watcher) {
    TrainingRecord training = get(id);
    watchers.add(watcher);
    watcher.accept(new TrainingEvent.Accepted(training));
    if (ended) {
      watcher.accept(new TrainingEvent.Ended(training));
    }
    return () -> {
      watchers.remove(watcher);
      unwatched.release();
    };
  }

  @Override
  public TrainingRecord cancel(String id) {
    records.put(id, record(id, get(id).request(), TrainingState.CANCELLED));
    return records.get(id);
  }

  @Override
  public void stop(Duration grace) {}

  @Override
  public void close() {}
}
