package io.emkd.domain.training;

/**
 * Is told what happens in the trainings that this process accepts or runs, for metrics, by the
 * threads that train: must neither block nor throw. Thread-safe.
 */
@FunctionalInterface
public interface TrainingObserver {
  TrainingObserver NONE = (training, event) -> {};

  /**
   * @param training as it was accepted
   */
  void happened(TrainingRecord training, TrainingEvent event);
}
