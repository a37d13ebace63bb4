package io.emkd.domain.training;

import java.time.Instant;

/**
 * A training as the journal keeps it.
 *
 * @param message why it failed, or the version it published; may be empty
 */
public record TrainingRecord(
    String id,
    TrainingRequest request,
    TrainingState state,
    Instant createTime,
    Instant updateTime,
    String message) {
  /** What stands for a training whose record is damaged: its id, and why. */
  @SuppressWarnings("NullAway") // Who reads the configuration asks isReadable() first.
  public static TrainingRecord unreadable(String id, String why) {
    return new TrainingRecord(
        id,
        new TrainingRequest("", "", null, false),
        TrainingState.FAILED,
        Instant.EPOCH,
        Instant.EPOCH,
        why);
  }

  /** Whether it says what was asked for. */
  public boolean isReadable() {
    return request.configuration() != null;
  }

  TrainingRecord in(TrainingState next, Instant now, String why) {
    return new TrainingRecord(id, request, next, createTime, now, why);
  }
}
