package io.emkd.http;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.UnframedGrpcErrorHandler;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was wrong as a {@code google.rpc.Status}: {@code {"code": 5, "message": "...",
 * "details": [...]}}, under the HTTP status that {@code google.rpc.Code} names for its code.
 */
final class JsonErrors implements UnframedGrpcErrorHandler {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .omittingInsignificantWhitespace()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
                  .build());

  @Override
  public HttpResponse handle(
      ServiceRequestContext http, io.grpc.Status status, AggregatedHttpResponse response) {
    HttpHeaders trailers = response.trailers().isEmpty() ? response.headers() : response.trailers();
    String binary = trailers.get("grpc-status-details-bin");
    String requestId = trailers.get("x-request-id");
    Status told = binary == null ? Status.getDefaultInstance() : details(binary);
    String message =
        told.getMessage().isEmpty() ? String.valueOf(status.getDescription()) : told.getMessage();
    ResponseHeadersBuilder headers = ResponseHeaders.builder(http(status.getCode()));
    if (requestId != null) {
      headers.add("x-request-id", requestId);
    }
    for (Any detail : told.getDetailsList()) {
      addRetryAfter(headers, detail);
    }
    return response(http, headers, status.getCode(), told.toBuilder().setMessage(message).build());
  }

  private static void addRetryAfter(ResponseHeadersBuilder headers, Any detail) {
    if (detail.is(RetryInfo.class)) {
      try {
        var delay = detail.unpack(RetryInfo.class).getRetryDelay();
        long seconds = delay.getSeconds() + (delay.getNanos() > 0 ? 1 : 0);
        headers.set("retry-after", Long.toString(Math.max(1, seconds)));
      } catch (InvalidProtocolBufferException notReadable) {
        throw new IllegalStateException(notReadable);
      }
    }
  }

  private static Status details(String binary) {
    try {
      return Status.parseFrom(Base64.getDecoder().decode(binary));
    } catch (InvalidProtocolBufferException | IllegalArgumentException notReadable) {
      throw new IllegalStateException("not what this process writes: " + binary, notReadable);
    }
  }

  /**
   * What a call was refused with.
   *
   * @param http whose path says which clients wait for it; null where it has none
   */
  static HttpResponse of(@Nullable ServiceRequestContext http, StatusRuntimeException failure) {
    Status told = StatusProto.fromThrowable(failure);
    ResponseHeadersBuilder headers = ResponseHeaders.builder(http(failure.getStatus().getCode()));
    told.getDetailsList().forEach(detail -> addRetryAfter(headers, detail));
    return response(http, headers, failure.getStatus().getCode(), told);
  }

  /** An error that no call of gRPC has told of. */
  static HttpResponse of(@Nullable ServiceRequestContext http, HttpStatus status, String message) {
    return response(
        http,
        ResponseHeaders.builder(status),
        grpc(status),
        Status.newBuilder().setMessage(message).build());
  }

  private static HttpResponse response(
      @Nullable ServiceRequestContext http,
      ResponseHeadersBuilder headers,
      io.grpc.Status.Code code,
      Status told) {
    String body;
    try {
      body = PRINTER.print(told.toBuilder().setCode(code.value()).build());
    } catch (InvalidProtocolBufferException unknownDetail) {
      throw new IllegalStateException(unknownDetail);
    }
    boolean inference = http != null && InferenceApi.has(http.path());
    if (inference) {
      body = InferenceJson.withError(body, told.getMessage());
    }
    return HttpResponse.of(
        AnswerHeaders.addTo(headers)
            .contentType(inference ? MediaType.JSON : MediaType.JSON_UTF_8)
            .build(),
        HttpData.wrap((body + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** As google.rpc.Code says. */
  private static HttpStatus http(io.grpc.Status.Code code) {
    return switch (code) {
      case OK -> HttpStatus.OK;
      case CANCELLED -> HttpStatus.valueOf(499);
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
      case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case ALREADY_EXISTS, ABORTED -> HttpStatus.CONFLICT;
      case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
      case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
      case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
      case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
      case UNKNOWN, INTERNAL, DATA_LOSS -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }

  private static io.grpc.Status.Code grpc(HttpStatus status) {
    return switch (status.code()) {
      case 401 -> io.grpc.Status.Code.UNAUTHENTICATED;
      case 403, 421 -> io.grpc.Status.Code.PERMISSION_DENIED;
      case 404 -> io.grpc.Status.Code.NOT_FOUND;
      case 405, 501 -> io.grpc.Status.Code.UNIMPLEMENTED;
      case 413, 429 -> io.grpc.Status.Code.RESOURCE_EXHAUSTED;
      case 408 -> io.grpc.Status.Code.DEADLINE_EXCEEDED;
      case 503 -> io.grpc.Status.Code.UNAVAILABLE;
      default ->
          status.isClientError()
              ? io.grpc.Status.Code.INVALID_ARGUMENT
              : io.grpc.Status.Code.INTERNAL;
    };
  }
}
