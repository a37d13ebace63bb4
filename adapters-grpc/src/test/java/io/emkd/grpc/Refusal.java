package io.emkd.grpc;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a client learns of a call that failed. */
public record Refusal(Status.Code code, String message, List<Any> details) {
  /** Calls, which has to fail. */
  public static Refusal of(Supplier<?> call) {
    return of(catchThrowableOfType(StatusRuntimeException.class, call::get));
  }

  public static Refusal of(Throwable failure) {
    StatusRuntimeException status = (StatusRuntimeException) failure;
    return new Refusal(
        status.getStatus().getCode(),
        status.getStatus().getDescription(),
        List.copyOf(StatusProto.fromThrowable(status).getDetailsList()));
  }

  public <M extends Message> Optional<M> detail(Class<M> type) {
    return details.stream().filter(any -> any.is(type)).findFirst().map(any -> unpack(any, type));
  }

  private static <M extends Message> M unpack(Any any, Class<M> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public String reason() {
    return detail(ErrorInfo.class).map(ErrorInfo::getReason).orElse("");
  }

  public Map<String, String> metadata() {
    return detail(ErrorInfo.class).map(ErrorInfo::getMetadataMap).orElse(Map.of());
  }

  /** The fields that break a rule, in the order in which they are told. */
  public List<String> fields() {
    return detail(BadRequest.class).stream()
        .flatMap(bad -> bad.getFieldViolationsList().stream())
        .map(BadRequest.FieldViolation::getField)
        .toList();
  }

  public Optional<Duration> retryAfter() {
    return detail(RetryInfo.class)
        .map(retry -> Duration.ofNanos(Durations.toNanos(retry.getRetryDelay())));
  }
}
