package io.emkd.domain.training;

import java.util.List;
import java.util.function.Consumer;

/**
 * Trainings, one at a time on each device, in the order of their acceptance; a training outlives
 * whoever started it. Thread-safe. What takes an id throws {@link
 * io.emkd.domain.error.NotFoundException} if there is no such training.
 */
public interface Trainings extends AutoCloseable {
  /**
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   * @throws io.emkd.domain.error.UnmetPreconditionException if the dataset cannot be trained on
   * @throws io.emkd.domain.error.CapacityException if the queue is full
   */
  TrainingRecord submit(TrainingRequest request);

  /**
   * Goes on with an ended training from its newest checkpoint.
   *
   * @throws io.emkd.domain.error.UnmetPreconditionException if it succeeded or has not ended
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

  @Override
  void close();
}
