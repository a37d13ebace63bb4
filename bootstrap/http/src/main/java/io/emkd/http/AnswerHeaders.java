package io.emkd.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AsciiString;
import java.util.List;

/** Takes from answers in JSON what is of gRPC alone, and says to browsers what they are. */
final class AnswerHeaders implements DecoratingHttpServiceFunction {
  private static final List<AsciiString> OF_GRPC =
      List.of(
          AsciiString.of("grpc-status"),
          AsciiString.of("grpc-encoding"),
          AsciiString.of("grpc-accept-encoding"));

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext http, HttpRequest request)
      throws Exception {
    return delegate.serve(http, request).mapHeaders(AnswerHeaders::ofBrowsers);
  }

  private static ResponseHeaders ofBrowsers(ResponseHeaders headers) {
    ResponseHeadersBuilder builder = headers.toBuilder();
    // Those of gRPC-Web say with them how a call ended that has no answer.
    if (MediaType.JSON_UTF_8.equals(headers.contentType())) {
      OF_GRPC.forEach(builder::remove);
    }
    return addTo(builder).build();
  }

  /** Nobody keeps an answer, and nobody takes it for something else than it says it is. */
  static ResponseHeadersBuilder addTo(ResponseHeadersBuilder builder) {
    return builder
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  }
}
