package io.emkd.domain.serving;

import io.emkd.domain.error.Violations;
import java.time.Duration;

/**
 * How much the queue before each version takes on.
 *
 * @param batchSize sequences that share a graph run at most; 1 runs each by itself
 * @param queueSize sequences that wait at most
 * @param queueDelay a request that would wait longer is refused
 */
public record ScoringLimits(int batchSize, int queueSize, Duration queueDelay) {
  public static final int DEFAULT_BATCH_SIZE = 128;
  public static final int DEFAULT_QUEUE_SIZE = 1024;
  public static final long DEFAULT_QUEUE_DELAY_MILLIS = 500;

  public static final ScoringLimits DEFAULT =
      new ScoringLimits(
          DEFAULT_BATCH_SIZE, DEFAULT_QUEUE_SIZE, Duration.ofMillis(DEFAULT_QUEUE_DELAY_MILLIS));

  /** Scores that a run may hold at once: 256 MB. */
  private static final int SCORES = 1 << 26;

  public ScoringLimits {
    new Violations()
        .require(batchSize >= 1, "scoring_batch_size", batchSize, "at least 1")
        .require(queueSize >= 1, "scoring_queue_size", queueSize, "at least 1")
        .require(
            queueDelay.compareTo(Duration.ZERO) > 0,
            "scoring_queue_delay",
            queueDelay,
            "a duration above 0, e.g. 500ms")
        .throwIfAny();
  }

  /** How many sequences share a run; fewer where the catalogue is large. */
  public int batchSizeFor(int itemCount) {
    return (int) Math.max(1, Math.min(batchSize, SCORES / (itemCount + 1L)));
  }
}
