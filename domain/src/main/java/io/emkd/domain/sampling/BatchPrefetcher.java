package io.emkd.domain.sampling;

import io.emkd.domain.ensemble.TrainingBatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Draws the next batch on another thread while the present step runs. Not thread-safe. */
public final class BatchPrefetcher implements AutoCloseable {
  private final BatchSchedule schedule;
  private final long end;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread created = new Thread(task, "batch-prefetcher");
            created.setDaemon(true);
            return created;
          });
  private long next;
  private Future<TrainingBatch> ahead;

  /**
   * @param firstStep the first to be taken
   * @param end one past the last
   */
  public BatchPrefetcher(BatchSchedule schedule, long firstStep, long end) {
    this.schedule = schedule;
    this.next = firstStep;
    this.end = end;
    this.ahead = draw(firstStep);
  }

  private Future<TrainingBatch> draw(long step) {
    return thread.submit(() -> schedule.batch(step));
  }

  /** The next step's batch; waits where it is not drawn yet. */
  public TrainingBatch take() throws InterruptedException {
    try {
      TrainingBatch batch = ahead.get();
      next++;
      if (next < end) {
        ahead = draw(next);
      }
      return batch;
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a batch could not be drawn", failed.getCause());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
