package io.emkd.storage.artifact;

import java.time.Duration;

/** Whether other processes write to the same artifacts. */
public enum Sharing {
  ONE_PROCESS(Duration.ZERO, Duration.ofDays(365)),
  SEVERAL_PROCESSES(Duration.ofDays(1), Duration.ofSeconds(1));

  private final Duration unfinishedAge;
  private final Duration textAge;

  Sharing(Duration unfinishedAge, Duration textAge) {
    this.unfinishedAge = unfinishedAge;
    this.textAge = textAge;
  }

  /** What is unfinished for so long was left behind by a crash. */
  public Duration unfinishedAge() {
    return unfinishedAge;
  }

  /** How long a text that was read may be used. */
  public Duration textAge() {
    return textAge;
  }
}
