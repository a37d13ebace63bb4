package io.emkd.grpc.security;

import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.Violations;
import io.emkd.grpc.call.Places;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many calls one caller may begin in a second, and have under way at once; a stream is one
 * call. Callers that are not told apart count as one. Thread-safe.
 */
public final class CallerLimits {
  /** Callers that are remembered, those that called last: subjects of JWTs may be many. */
  private static final int REMEMBERED = 10_000;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int callsPerSecond;
  private final int callsAtOnce;
  private final Map<String, Account> accounts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Account(@Nullable Bucket rate, @Nullable Places places) {}

  /**
   * @param callsPerSecond 0 for as many as one likes
   * @param callsAtOnce 0 for as many as one likes
   * @throws io.emkd.domain.error.InvalidInputException naming every limit out of range
   */
  public CallerLimits(int callsPerSecond, int callsAtOnce) {
    Violations violations = new Violations();
    violations.require(
        callsPerSecond >= 0,
        "limits.caller_calls_per_second",
        callsPerSecond,
        "0, which is no limit, or more");
    violations.require(
        callsAtOnce >= 0,
        "limits.caller_calls_at_once",
        callsAtOnce,
        "0, which is no limit, or more");
    violations.throwIfAny();
    this.callsPerSecond = callsPerSecond;
    this.callsAtOnce = callsAtOnce;
  }

  /**
   * Counts a call that begins.
   *
   * @return to be closed when it ends
   * @throws CapacityException if it would be one too many
   */
  Runnable begin(Caller caller) {
    if (callsPerSecond == 0 && callsAtOnce == 0) {
      return () -> {};
    }
    Account account = account(caller);
    if (account.rate != null) {
      ConsumptionProbe probe = account.rate.tryConsumeAndReturnRemaining(1);
      if (!probe.isConsumed()) {
        throw new CapacityException(
            "this caller began "
                + callsPerSecond
                + " calls within a second, as many as it may (limits.caller_calls_per_second)",
            Duration.ofNanos(probe.getNanosToWaitForRefill()));
      }
    }
    return account.places == null ? () -> {} : account.places.take()::close;
  }

  private Account account(Caller caller) {
    synchronized (accounts) {
      return accounts.computeIfAbsent(
          caller.knownBy() + " " + caller.name(),
          key ->
              new Account(
                  callsPerSecond == 0 ? null : bucket(callsPerSecond),
                  callsAtOnce == 0
                      ? null
                      : new Places(
                          "calls of this caller",
                          "limits.caller_calls_at_once",
                          callsAtOnce,
                          RETRY_AFTER)));
    }
  }

  private static Bucket bucket(int callsPerSecond) {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit.capacity(callsPerSecond).refillGreedy(callsPerSecond, Duration.ofSeconds(1)))
        .build();
  }
}
