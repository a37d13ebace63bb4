package io.emkd.http;

import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client takes too long to ask: to send the headers of its first request,
 * and, of HTTP/1.1, those of a later one that it has begun. And one of HTTP/1.1 whose client asks
 * on and on, and does not read: every answer would be kept for it; HTTP/2 has streams for that. Of
 * the connection's event loop alone.
 */
final class AskingLimits extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<AskingLimits> OF_CONNECTION =
      AttributeKey.valueOf(AskingLimits.class, "of-connection");

  private final Duration limit;
  private final int mostOpen;
  private @Nullable Future<?> end;
  private int open;
  private boolean severalAtOnce;

  /**
   * @param limit how long asking may take
   * @param mostOpen requests of HTTP/1.1 that may wait for their answers
   */
  AskingLimits(Duration limit, int mostOpen) {
    this.limit = limit;
    this.mostOpen = mostOpen;
  }

  /** Tells the connection of a request that it has asked. */
  static DecoratingHttpServiceFunction told() {
    return (delegate, http, request) -> {
      AskingLimits limits = http.log().partial().channel().attr(OF_CONNECTION).get();
      if (limits != null) {
        limits.asked(http);
      }
      return delegate.serve(http, request);
    };
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.channel().attr(OF_CONNECTION).set(this);
    begin(context);
  }

  private void begin(ChannelHandlerContext context) {
    end =
        context
            .executor()
            .schedule(
                () -> {
                  var unused = context.close();
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void asked(ServiceRequestContext http) {
    forget();
    severalAtOnce |= http.sessionProtocol().isMultiplex();
    open++;
    if (open > mostOpen && !http.sessionProtocol().isMultiplex()) {
      var unused = http.log().partial().channel().close();
    }
    var unused = http.log().whenComplete().thenRun(() -> http.eventLoop().execute(() -> open--));
  }

  private void forget() {
    if (end != null) {
      end.cancel(false);
      end = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (open == 0 && end == null && !severalAtOnce) {
      begin(context);
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    forget();
    context.fireChannelInactive();
  }
}
