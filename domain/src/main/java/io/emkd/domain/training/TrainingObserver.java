package io.emkd.domain.training;

/**
 * Is told what happens in the trainings that this process accepts or runs, for metrics and curves,
 * by the threads that train: must neither block nor throw. Thread-safe.
 */
@FunctionalInterface
public interface TrainingObserver {
  TrainingObserver NONE = (training, event) -> {};

  /**
   * @param training as it was accepted
   */
  void happened(TrainingRecord training, TrainingEvent event);

  /** Returns one that tells this one first, then the other. */
  default TrainingObserver and(TrainingObserver other) {
    return (training, event) -> {
      happened(training, event);
      other.happened(training, event);
    };
  }
}
