package io.emkd.domain.training;

/** Where a training is in its life. */
public enum TrainingState {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  /** The server stopped while it ran, and was not to go on with it by itself. */
  INTERRUPTED;

  public boolean isFinal() {
    return this != QUEUED && this != RUNNING;
  }
}
