package io.emkd.grpc.error;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.emkd.domain.error.AlreadyExistsException;
import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.StorageFailure;
import io.emkd.domain.error.TimedOutException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.error.Violation;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The one mapping from a failure to a gRPC status with its {@code google.rpc} details. */
public final class ErrorStatus {
  /** What the log calls the id of the call that a line belongs to (MDC). */
  public static final String REQUEST_ID = "request_id";

  /** What the log calls the id of the trace that the call belongs to (MDC). */
  public static final String TRACE_ID = "trace_id";

  private static final Logger LOG = LoggerFactory.getLogger(ErrorStatus.class);
  private static final String DOMAIN = "emkd";
  private static final Duration STORAGE_RETRY = Duration.ofMinutes(1);
  private static final LoggedOnce DAMAGE = new LoggedOnce();

  private ErrorStatus() {}

  /**
   * The status that says what failed; what nobody expected is logged under the id that it names,
   * that of the call where there is one.
   */
  public static StatusRuntimeException of(Throwable failure) {
    if (failure instanceof StatusRuntimeException already) {
      return already;
    }
    return StatusProto.toStatusRuntimeException(status(failure));
  }

  /** The status of what passes, naming the resource to ask for again. */
  public static StatusRuntimeException of(
      UnavailableException away, String resourceType, String resourceName) {
    return StatusProto.toStatusRuntimeException(
        status(away).toBuilder()
            .addDetails(resource(resourceType, resourceName, away.getMessage()))
            .build());
  }

  private static Status status(Throwable failure) {
    if (failure instanceof InvalidInputException invalid) {
      return build(
          Code.INVALID_ARGUMENT,
          invalid.getMessage(),
          Stream.concat(
              Stream.of(
                  info("INVALID_INPUT", Map.of("field", invalid.violations().get(0).field()))),
              invalid.violations().stream().map(ErrorStatus::badRequest)));
    }
    if (failure instanceof NotFoundException missing) {
      return build(
          Code.NOT_FOUND,
          missing.getMessage(),
          info(
              reason(missing.resourceType()) + "_NOT_FOUND",
              Map.of(missing.resourceType(), missing.resourceName())),
          resource(missing.resourceType(), missing.resourceName(), missing.getMessage()));
    }
    if (failure instanceof UnmetPreconditionException unmet) {
      PreconditionFailure.Builder details = PreconditionFailure.newBuilder();
      details
          .addViolationsBuilder()
          .setType(unmet.type())
          .setSubject(unmet.subject())
          .setDescription(unmet.getMessage());
      return build(
          Code.FAILED_PRECONDITION,
          unmet.getMessage(),
          info(unmet.type(), Map.of("subject", unmet.subject())),
          Any.pack(details.build()));
    }
    if (failure instanceof CapacityException full) {
      return build(
          Code.RESOURCE_EXHAUSTED,
          full.getMessage(),
          info("QUEUE_FULL", Map.of()),
          retry(full.retryAfter()));
    }
    if (failure instanceof UnavailableException away) {
      return build(
          Code.UNAVAILABLE,
          away.getMessage(),
          info("STORE_UNAVAILABLE", Map.of()),
          retry(away.retryAfter()));
    }
    if (failure instanceof AlreadyExistsException there) {
      return build(
          Code.ALREADY_EXISTS,
          there.getMessage(),
          info(
              reason(there.resourceType()) + "_ALREADY_EXISTS",
              Map.of(there.resourceType(), there.resourceName())),
          resource(there.resourceType(), there.resourceName(), there.getMessage()));
    }
    if (failure instanceof CorruptArtifactException damaged) {
      // Calls may ask for it many times a second.
      if (DAMAGE.isNew(String.valueOf(damaged.getMessage()))) {
        LOG.error("what a call needs is damaged", damaged);
      }
      return build(Code.DATA_LOSS, damaged.getMessage(), info("ARTIFACT_DAMAGED", Map.of()));
    }
    if (failure instanceof TimedOutException late) {
      return build(Code.DEADLINE_EXCEEDED, late.getMessage(), info("CLIENT_TOO_SLOW", Map.of()));
    }
    if (failure instanceof TimeoutException) {
      return build(
          Code.DEADLINE_EXCEEDED,
          String.valueOf(failure.getMessage()),
          info("TIMEOUT_PASSED", Map.of()));
    }
    if (failure instanceof CancellationException) {
      return build(
          Code.CANCELLED, String.valueOf(failure.getMessage()), info("CANCELLED", Map.of()));
    }
    StorageFailure storage = StorageFailure.in(failure);
    if (storage != StorageFailure.NONE) {
      LOG.error("the storage fails: {}", storage.message(), failure);
      return storage.passes()
          ? build(
              Code.UNAVAILABLE,
              storage.message(),
              info(storage.name(), Map.of()),
              retry(STORAGE_RETRY))
          : build(
              Code.FAILED_PRECONDITION,
              storage.message(),
              info(storage.name(), Map.of("subject", "storage")),
              Any.pack(
                  PreconditionFailure.newBuilder()
                      .addViolations(
                          PreconditionFailure.Violation.newBuilder()
                              .setType(storage.name())
                              .setSubject("storage")
                              .setDescription(storage.message()))
                      .build()));
    }
    String id = id();
    LOG.error("a call failed, id {}", id, failure);
    return build(
        Code.INTERNAL,
        "the server failed; its log says why under id " + id,
        info("INTERNAL", Map.of("id", id)));
  }

  /** Of the call that this thread logs for; else one of the failure's own. */
  private static String id() {
    String request = MDC.get(REQUEST_ID);
    return request != null
        ? request
        : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  private static Any badRequest(Violation violation) {
    return Any.pack(
        BadRequest.newBuilder()
            .addFieldViolations(
                BadRequest.FieldViolation.newBuilder()
                    .setField(violation.field())
                    .setDescription(violation.message()))
            .build());
  }

  private static Any retry(Duration after) {
    return Any.pack(
        RetryInfo.newBuilder().setRetryDelay(Durations.fromNanos(after.toNanos())).build());
  }

  private static String reason(String resourceType) {
    return resourceType.toUpperCase(Locale.ROOT);
  }

  private static Any info(String reason, Map<String, String> metadata) {
    return Any.pack(
        ErrorInfo.newBuilder()
            .setReason(reason)
            .setDomain(DOMAIN)
            .putAllMetadata(metadata)
            .build());
  }

  private static Any resource(String type, String name, @Nullable String description) {
    return Any.pack(
        ResourceInfo.newBuilder()
            .setResourceType(type)
            .setResourceName(name)
            .setDescription(String.valueOf(description))
            .build());
  }

  private static Status build(Code code, @Nullable String message, Any... details) {
    return build(code, message, Stream.of(details));
  }

  /** Leaves out the last details where a client's default limit of trailers has no room. */
  private static Status build(Code code, @Nullable String message, Stream<Any> details) {
    return FittingStatus.of(code, String.valueOf(message), details.toList());
  }
}
