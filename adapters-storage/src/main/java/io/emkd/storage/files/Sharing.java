package io.emkd.storage.files;

import java.time.Duration;

/** Whether other processes write to the same directories. */
public enum Sharing {
  ONE_PROCESS(Duration.ZERO, Duration.ofDays(365)),
  SEVERAL_PROCESSES(Duration.ofDays(1), Duration.ofSeconds(1));

  private final Duration unfinishedAge;
  private final Duration routingAge;

  Sharing(Duration unfinishedAge, Duration routingAge) {
    this.unfinishedAge = unfinishedAge;
    this.routingAge = routingAge;
  }

  /** What is unfinished for so long was left behind by a crash. */
  Duration unfinishedAge() {
    return unfinishedAge;
  }

  /** How long a routing that was read may be used. */
  Duration routingAge() {
    return routingAge;
  }
}
