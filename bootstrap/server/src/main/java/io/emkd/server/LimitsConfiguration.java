package io.emkd.server;

import io.emkd.assembly.ServerLimits;
import io.emkd.domain.error.Violations;
import io.emkd.grpc.call.CallLimits;
import io.emkd.grpc.dataset.TransferLimits;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What clients may take of the server; docs/limits.md says what each setting means.
 *
 * @param requestMemory bytes of heap that requests may take together; 0 for a quarter of the heap
 */
@ConfigurationProperties("emkd.limits")
public record LimitsConfiguration(
    @Bindable(defaultValue = "20000000000") long uploadSize,
    @Bindable(defaultValue = "50000000000") long uploadsSize,
    @Bindable(defaultValue = "8") int uploadsAtOnce,
    @Bindable(defaultValue = "4") int exportsAtOnce,
    @Bindable(defaultValue = "5m") Duration transferIdleTime,
    @Bindable(defaultValue = "2") int evaluationsAtOnce,
    @Bindable(defaultValue = "4") int datasetReadsAtOnce,
    @Bindable(defaultValue = "1000") int watchersAtOnce,
    @Bindable(defaultValue = "64") int bulkStreamsAtOnce,
    @Bindable(defaultValue = "0") long requestMemory,
    @Bindable(defaultValue = "1000") int connections,
    @Bindable(defaultValue = "1000") int callsPerConnection,
    @Bindable(defaultValue = "10s") Duration handshakeTime,
    @Bindable(defaultValue = "1h") Duration connectionIdleTime) {

  /** One request of the largest size, as it is estimated. */
  private static final long LEAST_REQUEST_MEMORY = 64L << 20;

  /**
   * @throws io.emkd.domain.error.InvalidInputException naming every limit out of range
   */
  ServerLimits limits() {
    new Violations()
        .require(
            requestMemory == 0 || requestMemory >= LEAST_REQUEST_MEMORY,
            "limits.request_memory",
            requestMemory,
            "at least " + LEAST_REQUEST_MEMORY + " bytes, or 0 for a quarter of the heap")
        .require(connections >= 1, "limits.connections", connections, "at least 1")
        .require(
            callsPerConnection >= 1,
            "limits.calls_per_connection",
            callsPerConnection,
            "at least 1")
        .require(
            handshakeTime.toMillis() >= 1, "limits.handshake_time", handshakeTime, "a time, as 10s")
        .require(
            connectionIdleTime.toMillis() >= 1,
            "limits.connection_idle_time",
            connectionIdleTime,
            "a time, as 1h")
        .throwIfAny();
    return new ServerLimits(
        new TransferLimits(uploadSize, uploadsSize, uploadsAtOnce, exportsAtOnce, transferIdleTime),
        new CallLimits(evaluationsAtOnce, datasetReadsAtOnce, watchersAtOnce, bulkStreamsAtOnce));
  }

  long requestMemoryBytes() {
    return requestMemory > 0 ? requestMemory : Runtime.getRuntime().maxMemory() / 4;
  }
}
