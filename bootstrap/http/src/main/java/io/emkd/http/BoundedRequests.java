package io.emkd.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Lets in only requests that there is memory for, before anything of their bodies is read, and that
 * arrive in time.
 */
final class BoundedRequests implements DecoratingHttpServiceFunction {
  /** A byte of JSON becomes a tree, then a message. */
  private static final int MEMORY_PER_BYTE = 16;

  /** Bytes of a body that does not say how large it is. */
  private static final long UNTOLD = 64 << 10;

  private static final Set<HttpMethod> WITHOUT_BODY =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE, HttpMethod.OPTIONS);

  private final CallerCheck callers;
  private final RequestRoom room;
  private final Duration arrival;

  /**
   * @param arrival of the whole request
   */
  BoundedRequests(CallerCheck callers, RequestRoom room, Duration arrival) {
    this.callers = callers;
    this.room = room;
    this.arrival = arrival;
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext http, HttpRequest request)
      throws Exception {
    // One beyond the largest has been refused before this.
    long length = request.headers().contentLength();
    if (length < 0) {
      http.setMaxRequestLength(UNTOLD);
      if (WITHOUT_BODY.contains(request.method())) {
        return inTime(delegate, http, request);
      }
    }
    Runnable back;
    try {
      if (length > UNTOLD) {
        callers.requireKnown(Forwarding.headers(request.headers()), HttpOrigins.attributes(http));
      }
      back = room.take(MEMORY_PER_BYTE * (length < 0 ? UNTOLD : length));
    } catch (StatusRuntimeException refused) {
      return inTime(
          (context, rest) -> onceDrained(rest, JsonErrors.of(http, refused)), http, request);
    }
    var unusedEnd = http.log().whenComplete().thenRun(back);
    return inTime(delegate, http, request);
  }

  /** What comes is forgotten: some clients see no answer before they have sent everything. */
  private static HttpResponse onceDrained(HttpRequest request, HttpResponse answer) {
    return HttpResponse.of(request.subscribe().handle((done, failed) -> answer));
  }

  private HttpResponse inTime(HttpService delegate, ServiceRequestContext http, HttpRequest request)
      throws Exception {
    var late =
        http.eventLoop()
            .schedule(
                () -> request.abort(new LateRequest(arrival)),
                arrival.toMillis(),
                TimeUnit.MILLISECONDS);
    var unusedArrival = request.whenComplete().whenComplete((done, failed) -> late.cancel(false));
    return delegate.serve(http, request);
  }

  /** What ends a request that takes too long to arrive. */
  static final class LateRequest extends TimeoutException {
    LateRequest(Duration arrival) {
      super("the request did not arrive within " + arrival.toSeconds() + " seconds");
    }
  }
}
