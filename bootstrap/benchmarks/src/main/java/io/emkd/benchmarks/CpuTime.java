package io.emkd.benchmarks;

import java.time.Duration;

/**
 * How much of the processors a process has taken.
 *
 * @param begun what it had taken by then
 */
record CpuTime(ProcessHandle process, Duration begun) {
  static CpuTime of(ProcessHandle process) {
    return new CpuTime(process, taken(process));
  }

  static CpuTime ofThisProcess() {
    return of(ProcessHandle.current());
  }

  /** Of all processors together; to a hundredth of a second, as Linux counts. */
  double secondsSince() {
    return taken(process).minus(begun).toNanos() / 1e9;
  }

  private static Duration taken(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
