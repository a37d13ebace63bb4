package io.emkd.domain.training;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Trainings, one at a time on each device, in the order of their acceptance; a training outlives
 * whoever started it. Thread-safe. What takes an id throws {@link
 * io.emkd.domain.error.NotFoundException} if there is no such training.
 */
public interface Trainings extends AutoCloseable {
  /** As {@link #submit(TrainingRequest, String)}, a training of its own each time. */
  default TrainingRecord submit(TrainingRequest request) {
    return submit(request, "");
  }

  /**
   * Queues a training, once for each request id.
   *
   * @param requestId by which a request that is sent again is known; empty for none
   * @return the training, also where it was queued before, and however far it has come
   * @throws io.emkd.domain.error.InvalidInputException if the request id was that of another
   *     request
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   * @throws io.emkd.domain.error.UnmetPreconditionException if the dataset cannot be trained on
   * @throws io.emkd.domain.error.CapacityException if the queue is full
   */
  TrainingRecord submit(TrainingRequest request, String requestId);

  /**
   * Goes on with an ended training from its newest checkpoint, on the data that it began with.
   *
   * @throws io.emkd.domain.error.UnmetPreconditionException if it succeeded or has not ended, or if
   *     its dataset was replaced by other data since
   * @throws io.emkd.domain.error.CorruptArtifactException if the data that it began with are
   *     damaged
   */
  TrainingRecord resume(String id);

  /** Newest first. */
  List<TrainingRecord> list();

  TrainingRecord get(String id);

  /**
   * Tells {@code watcher} what has happened so far, of steps only the newest, then what happens. A
   * training that has ended tells only that.
   *
   * @return what ends the watching
   */
  Runnable watch(String id, Consumer<TrainingEvent> watcher);

  /**
   * Ends a training; its last checkpoint stays. The step that is being computed cannot be
   * interrupted: its result is dropped, and the next training starts after it.
   *
   * @throws io.emkd.domain.error.UnmetPreconditionException if it has ended or is being published
   */
  TrainingRecord cancel(String id);

  /**
   * Stops the training that runs after its present step, with a checkpoint of that; a step or
   * checkpoint that takes longer than {@code grace} is given up, and the checkpoint before stays.
   * It goes on at the next start, or where others take it up. Calls are still answered, and what is
   * submitted waits as well.
   */
  void stop(Duration grace);

  /** Stops, if that was not done, and lets go of what it holds. */
  @Override
  void close();
}
