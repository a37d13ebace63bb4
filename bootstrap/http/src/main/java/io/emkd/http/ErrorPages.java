package io.emkd.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.Status;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what was wrong with a request that became no call, in the form of those that did. */
final class ErrorPages implements ServerErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorPages.class);

  /** Of a message that may quote what was sent. */
  private static final int LONGEST = 300;

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext http, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      HttpResponse answer = answer(http, cause);
      if (answer != null) {
        return answer;
      }
    }
    LOG.error("a request failed: {}", http.path(), failure);
    return JsonErrors.of(http, HttpStatus.INTERNAL_SERVER_ERROR, "an error of the server's");
  }

  private static @Nullable HttpResponse answer(ServiceRequestContext http, Throwable failure) {
    if (failure instanceof StatusRuntimeException told) {
      return JsonErrors.of(http, told);
    }
    if (failure instanceof BoundedRequests.LateRequest late) {
      return JsonErrors.of(http, HttpStatus.REQUEST_TIMEOUT, String.valueOf(late.getMessage()));
    }
    if (failure instanceof ContentTooLargeException tooLarge) {
      return JsonErrors.of(
          http,
          HttpStatus.REQUEST_ENTITY_TOO_LARGE,
          "the body may have "
              + tooLarge.maxContentLength()
              + " bytes at most; only one that says its length may have more, up to 16 MiB");
    }
    if (failure instanceof JsonProcessingException malformed) {
      return bad(http, "the body is no JSON: " + reason(malformed) + place(malformed));
    }
    if (failure instanceof InvalidProtocolBufferException other) {
      return bad(http, told(other));
    }
    if (failure instanceof NumberFormatException noNumber) {
      return bad(http, notANumber(http.queryParams(), String.valueOf(noNumber.getMessage())));
    }
    if (failure.getCause() != null) {
      // It says more.
      return null;
    }
    if (failure instanceof HttpStatusException status) {
      return JsonErrors.of(http, status.httpStatus(), status.httpStatus().reasonPhrase());
    }
    if (failure instanceof IllegalArgumentException) {
      // As Armeria words it.
      return bad(
          http,
          String.valueOf(failure.getMessage())
              .replace(
                  "Missing or invalid content-type in JSON request.",
                  "content-type must be application/json where there is a body")
              .replace("ObjectNode or null", "an object"));
    }
    return null;
  }

  /** What Protocol Buffers say of a body that they cannot read, as the status of a call. */
  static StatusRuntimeException toldByGrpc(InvalidProtocolBufferException unreadable) {
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT_VALUE)
            .setMessage(told(unreadable))
            .build());
  }

  private static String told(InvalidProtocolBufferException unreadable) {
    return shortened("the body is not what this path takes: " + unreadable.getMessage());
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
  }

  private static HttpResponse bad(ServiceRequestContext http, String message) {
    return JsonErrors.of(http, HttpStatus.BAD_REQUEST, shortened(message));
  }

  /** Jackson says beside it that it does not show what was sent. */
  private static String reason(JsonProcessingException malformed) {
    return String.valueOf(malformed.getOriginalMessage())
        .replaceAll("\\[Source: [^;\\]]*; ([^]]*)]", "$1");
  }

  private static String place(JsonProcessingException malformed) {
    JsonLocation location = malformed.getLocation();
    return location == null
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  /** Java tells the text, not whose it is. */
  private static String notANumber(QueryParams parameters, String message) {
    for (Map.Entry<String, String> parameter : parameters) {
      if (message.contains('"' + parameter.getValue() + '"')) {
        return parameter.getKey()
            + " is '"
            + parameter.getValue()
            + "' but must be a number in its range";
      }
    }
    return "not a number, or out of its range: " + message;
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext http,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    String message =
        status.equals(HttpStatus.NOT_FOUND)
            ? "nothing is at this path; /openapi.yaml lists what is"
            : description == null ? status.reasonPhrase() : description;
    return JsonErrors.of(http, status, message).aggregate().join();
  }
}
