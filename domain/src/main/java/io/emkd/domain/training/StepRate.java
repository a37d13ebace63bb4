package io.emkd.domain.training;

import java.time.Clock;
import java.time.Duration;

/** Steps a second since the start or the last validation, by the given clock. Not thread-safe. */
final class StepRate {
  private final Clock clock;
  private long startMillis;
  private long steps;
  private double perSecond;

  StepRate(Clock clock) {
    this.clock = clock;
    restart();
  }

  void restart() {
    startMillis = clock.millis();
    steps = 0;
  }

  void count() {
    steps++;
    long elapsed = clock.millis() - startMillis;
    if (elapsed > 0) {
      perSecond = steps * 1000.0 / elapsed;
    }
  }

  double perSecond() {
    return perSecond;
  }

  Duration remaining(long stepsLeft) {
    return perSecond == 0
        ? Duration.ZERO
        : Duration.ofMillis((long) (1000 * stepsLeft / perSecond));
  }
}
