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
  TrainingRecord in(TrainingState next, Instant now, String why) {
    return new TrainingRecord(id, request, next, createTime, now, why);
  }
}
