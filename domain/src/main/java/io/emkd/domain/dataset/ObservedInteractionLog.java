package io.emkd.domain.dataset;

import io.emkd.domain.dataset.StoreObserver.Operation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A log of interactions of which somebody is told what it takes and deletes. Thread-safe. */
public final class ObservedInteractionLog implements InteractionLog {
  private static final System.Logger LOG = System.getLogger(InteractionLog.class.getName());

  private final InteractionLog log;
  private final StoreObserver observer;

  public ObservedInteractionLog(InteractionLog log, StoreObserver observer) {
    this.log = log;
    this.observer = observer;
  }

  @Override
  public CompletableFuture<Appended> append(
      String dataset, List<InteractionEvent> events, Optional<RequestId> request) {
    return observed(() -> log.append(dataset, events, request));
  }

  @Override
  public CompletableFuture<Appended> append(
      String dataset, List<InteractionEvent> events, SourcePosition batch) {
    return observed(() -> log.append(dataset, events, batch));
  }

  private CompletableFuture<Appended> observed(Supplier<CompletableFuture<Appended>> append) {
    TimedOperation timed = TimedOperation.begin(observer, Operation.APPEND);
    CompletableFuture<Appended> appended = append.get();
    var unused =
        appended.whenComplete(
            (done, failed) -> {
              timed.end(failed);
              if (failed == null) {
                observer.appended(done);
              }
            });
    return appended;
  }

  @Override
  public long position(String source, int partition, long first) {
    return log.position(source, partition, first);
  }

  @Override
  public List<PlacedInteraction> newest(
      String dataset, String userId, Optional<HistoryPlace> before, int limit) {
    return log.newest(dataset, userId, before, limit);
  }

  /** Who it was is not said: the log outlives what was deleted. */
  @Override
  public int deleteUser(String dataset, String userId) {
    int removed = deleted(() -> log.deleteUser(dataset, userId));
    LOG.log(
        System.Logger.Level.INFO,
        "a user of dataset " + dataset + " was deleted, with " + removed + " interactions");
    return removed;
  }

  @Override
  public int deleteBefore(String dataset, double timestamp) {
    int removed = deleted(() -> log.deleteBefore(dataset, timestamp));
    LOG.log(
        System.Logger.Level.INFO,
        removed + " interactions of dataset " + dataset + " before " + timestamp + " were deleted");
    return removed;
  }

  private int deleted(Supplier<Integer> deletion) {
    return TimedOperation.of(observer, Operation.DELETE, deletion);
  }

  @Override
  public void close() {
    log.close();
  }
}
