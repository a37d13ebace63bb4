package io.emkd.server;

import io.emkd.server.settings.LimitSettings;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts no more connections than may be open at once; what comes beyond is closed again. */
final class CountedServerChannel extends NioServerSocketChannel {
  private static final Logger LOG = LoggerFactory.getLogger(CountedServerChannel.class);

  private final AtomicInteger open;
  private final LimitSettings limits;

  /**
   * @param open connections of this and other channels
   */
  CountedServerChannel(AtomicInteger open, LimitSettings limits) {
    this.open = open;
    this.limits = limits;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int before = accepted.size();
    int result = super.doReadMessages(accepted);
    for (int c = accepted.size() - 1; c >= before; c--) {
      Channel connection = (Channel) accepted.get(c);
      if (open.incrementAndGet() > limits.connections()) {
        open.decrementAndGet();
        accepted.remove(c);
        result--;
        connection.unsafe().closeForcibly();
        LOG.debug("refused a connection: {} are open", limits.connections());
      } else {
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
        connection.pipeline().addLast(new GreetingDeadline(limits.handshakeTime()));
      }
    }
    return result;
  }
}
