package io.emkd.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;

/**
 * Closes a connection of HTTP/1.1 on which more requests wait to be answered than may: whoever asks
 * on and on and does not read would have every answer kept for them. HTTP/2 has streams for that.
 */
final class PipelinedRequests implements DecoratingHttpServiceFunction {
  private static final AttributeKey<Integer> WAITING =
      AttributeKey.valueOf(PipelinedRequests.class, "waiting");

  private final int most;

  PipelinedRequests(int most) {
    this.most = most;
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext http, HttpRequest request)
      throws Exception {
    if (http.sessionProtocol().isMultiplex()) {
      return delegate.serve(http, request);
    }
    var channel = http.log().partial().channel();
    Attribute<Integer> waiting = channel.attr(WAITING);
    if (add(waiting, 1) > most) {
      var unused = channel.close();
    }
    var unused =
        http.log().whenComplete().thenRun(() -> http.eventLoop().execute(() -> add(waiting, -1)));
    return delegate.serve(http, request);
  }

  /** On the connection's event loop, as all that happens to it. */
  private static int add(Attribute<Integer> waiting, int more) {
    Integer before = waiting.get();
    int now = (before == null ? 0 : before) + more;
    waiting.set(now);
    return now;
  }
}
