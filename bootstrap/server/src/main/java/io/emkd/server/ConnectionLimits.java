package io.emkd.server;

import io.emkd.grpc.wire.CheckedService;
import io.emkd.grpc.wire.RequestMemory;
import io.emkd.server.settings.LimitSettings;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What a connection may do, and how long it may do nothing. */
@Singleton
final class ConnectionLimits implements BeanCreatedEventListener<ServerBuilder<?>> {
  /** Streams that a client may reset in a time: more is an attack. */
  private static final int RESETS = 2000;

  private static final int RESETS_SECONDS = 10;

  /** After so long without a word, a client is asked whether it is still there. */
  private static final int KEEP_ALIVE_SECONDS = 60;

  private static final int KEEP_ALIVE_ANSWER_SECONDS = 20;

  private final EventLoopGroup acceptor = threads(1, "grpc-acceptor");
  private final EventLoopGroup sockets = threads(0, "grpc-sockets");
  private final AtomicInteger open = new AtomicInteger();
  private final LimitSettings limits;
  private final RequestMemory memory;

  ConnectionLimits(LimitSettings limits, RequestMemory memory) {
    this.limits = limits;
    this.memory = memory;
  }

  @Override
  public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
    ServerBuilder<?> builder = event.getBean();
    builder.addStreamTracerFactory(CheckedService.counting(memory));
    builder.decompressorRegistry(CheckedService.decompressors());
    if (builder instanceof NettyServerBuilder netty) {
      netty
          .maxConcurrentCallsPerConnection(limits.callsPerConnection())
          .maxRstFramesPerWindow(RESETS, RESETS_SECONDS)
          .channelFactory(() -> new CountedServerChannel(open, limits))
          .bossEventLoopGroup(acceptor)
          .workerEventLoopGroup(sockets)
          .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
          .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
          .maxConnectionIdle(limits.connectionIdleTime().toMillis(), TimeUnit.MILLISECONDS)
          .handshakeTimeout(limits.handshakeTime().toMillis(), TimeUnit.MILLISECONDS);
    }
    return builder;
  }

  /**
   * @param number 0 for what Netty takes by itself
   */
  private static EventLoopGroup threads(int number, String name) {
    return new MultiThreadIoEventLoopGroup(
        number, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
  }

  /** Returns at once: the server that uses them may still be closing. */
  @PreDestroy
  void stop() {
    var unusedAcceptor = acceptor.shutdownGracefully();
    var unusedSockets = sockets.shutdownGracefully();
  }
}
