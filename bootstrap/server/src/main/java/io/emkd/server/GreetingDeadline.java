package io.emkd.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Closes a connection whose client has not sent HTTP/2's preface and settings after a time. */
final class GreetingDeadline extends ChannelInboundHandlerAdapter {
  /** The preface's 24 and the 9 of the frame that has to follow it. */
  private static final int GREETING_BYTES = 33;

  private final Duration limit;
  private @Nullable Future<?> end;
  private long received;

  GreetingDeadline(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    end =
        context.executor().schedule(() -> close(context), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void forget() {
    if (end != null) {
      end.cancel(false);
    }
  }

  private static void close(ChannelHandlerContext context) {
    var unused = context.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    received += ((ByteBuf) message).readableBytes();
    if (received >= GREETING_BYTES) {
      forget();
      context.pipeline().remove(this);
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    forget();
    context.fireChannelInactive();
  }
}
