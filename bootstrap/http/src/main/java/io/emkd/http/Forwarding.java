package io.emkd.http;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Says what of an HTTP call goes on to the gRPC server: who calls, and what its log and traces know
 * it by.
 */
final class Forwarding {
  private static final List<Metadata.Key<String>> FORWARDED =
      List.of(
          key("authorization"),
          key("x-request-id"),
          key("traceparent"),
          key("tracestate"),
          key("baggage"));

  private final HttpOrigins origins;

  Forwarding(HttpOrigins origins) {
    this.origins = origins;
  }

  private static Metadata.Key<String> key(String header) {
    return Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER);
  }

  /**
   * Of the HTTP call that this thread serves.
   *
   * @throws StatusRuntimeException if its URL has a parameter that it may not have
   */
  ForwardedCall of(MethodDescriptor<?, ?> method) {
    ServiceRequestContext http = ServiceRequestContext.current();
    QueryNames.check(method, http.method(), http.queryParams());
    return of(http);
  }

  /** Of a call whose method has nothing of the URL's parameters. */
  ForwardedCall of(ServiceRequestContext http) {
    Metadata forwarded = headers(http.request().headers());
    Runnable end = origins.begin(http, forwarded);
    return new ForwardedCall(forwarded, options(http), end);
  }

  /** Of a request that is no call yet. */
  static Metadata headers(HttpHeaders headers) {
    Metadata forwarded = new Metadata();
    for (Metadata.Key<String> key : FORWARDED) {
      String value = headers.get(key.name());
      if (value != null) {
        forwarded.put(key, value);
      }
    }
    return forwarded;
  }

  private static CallOptions options(ServiceRequestContext http) {
    long millis = http.requestTimeoutMillis();
    return millis > 0
        ? CallOptions.DEFAULT.withDeadlineAfter(millis, TimeUnit.MILLISECONDS)
        : CallOptions.DEFAULT;
  }
}
