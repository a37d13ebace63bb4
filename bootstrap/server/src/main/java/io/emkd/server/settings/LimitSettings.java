package io.emkd.server.settings;

import io.emkd.assembly.ServerLimits;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import io.emkd.grpc.call.CallLimits;
import io.emkd.grpc.security.CallerLimits;
import io.emkd.grpc.transfer.TransferLimits;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Objects;

/** What clients may take of the server. */
@Introspected
@ConfigurationProperties("emkd.limits")
public record LimitSettings(
    @Setting(
            value = "bytes of one import, all its files together",
            byDefault = "20000000000",
            flag = false)
        long uploadSize,
    @Setting(
            value = "bytes of all imports that are under way",
            byDefault = "50000000000",
            flag = false)
        long uploadsSize,
    @Setting(value = "imports under way", byDefault = "8", flag = false) int uploadsAtOnce,
    @Setting(value = "exports under way", byDefault = "4", flag = false) int exportsAtOnce,
    @Setting(
            value =
                "an import whose client sends nothing, or an export whose client takes nothing, for so long ends with DEADLINE_EXCEEDED",
            byDefault = "5m",
            flag = false)
        Duration transferIdleTime,
    @Setting(value = "`Evaluate`", byDefault = "2", flag = false) int evaluationsAtOnce,
    @Setting(value = "`GetDataset`, which reads the whole dataset", byDefault = "4", flag = false)
        int datasetReadsAtOnce,
    @Setting(
            value =
                "`Train`, `ResumeTraining` and `WatchTraining` together; a watcher that reads slowly misses steps, and never holds up a training",
            byDefault = "1000",
            flag = false)
        int watchersAtOnce,
    @Setting(
            value = "`StreamRecommend` and `StreamInteractions`, each",
            byDefault = "64",
            flag = false)
        int bulkStreamsAtOnce,
    @Setting(
            value =
                "bytes of memory that requests of more than 64 KiB take together, by an estimate made before they are read; 0 is a quarter of the heap, else at least "
                    + LEAST_REQUEST_MEMORY,
            byDefault = "0",
            flag = false)
        long requestMemory,
    @Setting(
            value = "open connections; one more is closed at once",
            byDefault = "1000",
            flag = false)
        @Min(value = 1, message = "at least 1")
        int connections,
    @Setting(
            value = "open calls of one connection; more wait at the client",
            byDefault = "1000",
            flag = false)
        @Min(value = 1, message = "at least 1")
        int callsPerConnection,
    @Setting(
            value =
                "until a new connection has said that it speaks HTTP/2, and one of the HTTP port has asked something",
            byDefault = "10s",
            flag = false)
        @AtLeast(value = 1, message = "a time, as 10s")
        Duration handshakeTime,
    @Setting(
            value =
                "a connection without a call is closed after it; clients open another by themselves",
            byDefault = "1h",
            flag = false)
        @AtLeast(value = 1, message = "a time, as 1h")
        Duration connectionIdleTime,
    @Setting(
            value =
                "calls that one caller may begin in a second; 0 for as many as it likes; callers that are not told apart count as one",
            byDefault = "0",
            flag = false)
        int callerCallsPerSecond,
    @Setting(
            value = "open calls of one caller; 0 for as many as it likes",
            byDefault = "0",
            flag = false)
        int callerCallsAtOnce,
    @Setting(
            value = "a stream that is older ends with DEADLINE_EXCEEDED, whatever it does",
            byDefault = "7d",
            flag = false)
        @AtLeast(value = 1, message = "a time, as 7d")
        Duration streamLife) {
  /** One request of the largest size, as it is estimated. */
  private static final long LEAST_REQUEST_MEMORY = 64L << 20;

  /**
   * @throws InvalidInputException naming every limit out of range
   */
  ServerLimits limits() {
    Violations violations = new Violations();
    violations.require(
        requestMemory == 0 || requestMemory >= LEAST_REQUEST_MEMORY,
        "limits.request_memory",
        requestMemory,
        "at least " + LEAST_REQUEST_MEMORY + " bytes, or 0 for a quarter of the heap");
    TransferLimits transfers =
        violations.attempt(
            () ->
                new TransferLimits(
                    uploadSize, uploadsSize, uploadsAtOnce, exportsAtOnce, transferIdleTime));
    CallLimits calls =
        violations.attempt(
            () ->
                new CallLimits(
                    evaluationsAtOnce, datasetReadsAtOnce, watchersAtOnce, bulkStreamsAtOnce));
    violations.attempt(this::ofCaller);
    violations.throwIfAny();
    return new ServerLimits(Objects.requireNonNull(transfers), Objects.requireNonNull(calls));
  }

  /** Of each caller. */
  public CallerLimits ofCaller() {
    return new CallerLimits(callerCallsPerSecond, callerCallsAtOnce);
  }

  /** Of heap. */
  public long requestMemoryBytes() {
    return requestMemory > 0 ? requestMemory : Runtime.getRuntime().maxMemory() / 4;
  }
}
