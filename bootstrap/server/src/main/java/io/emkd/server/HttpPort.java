package io.emkd.server;

import io.emkd.grpc.security.Authentication;
import io.emkd.grpc.wire.CheckedService;
import io.emkd.grpc.wire.RecommendThreads;
import io.emkd.grpc.wire.RequestMemory;
import io.emkd.http.HttpGateway;
import io.emkd.http.HttpOrigins;
import io.emkd.http.HttpSettings;
import io.emkd.server.settings.LimitSettings;
import io.emkd.server.settings.ListeningSettings;
import io.emkd.server.settings.SecuritySettings;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.order.OrderUtil;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Serves the services over HTTP as well. What comes by it is a call of the same services, with the
 * same interceptors, rights, limits and threads, handed over in memory.
 */
@Singleton
final class HttpPort {
  private final int port;
  private final HttpSettings settings;
  private final List<BindableService> services;
  private final List<ServerInterceptor> interceptors;
  private final RecommendThreads threads;
  private final RequestMemory memory;
  private final Authentication authentication;

  private @Nullable Server server;
  private @Nullable ManagedChannel channel;
  private @Nullable HttpGateway gateway;

  HttpPort(
      ListeningSettings listening,
      SecuritySettings security,
      LimitSettings limits,
      SecureConnections connections,
      @Value("${grpc.server.host}") String host,
      List<BindableService> services,
      List<ServerInterceptor> interceptors,
      RecommendThreads threads,
      RequestMemory memory,
      Authentication authentication) {
    this.port = listening.httpPort();
    this.settings =
        new HttpSettings(
            new InetSocketAddress(host, Math.max(0, port)),
            limits.connections(),
            limits.handshakeTime(),
            limits.connectionIdleTime(),
            security.staysOnLoopback() && !security.tellsCallersApart(),
            connections.forHttp());
    this.services = services;
    this.interceptors = new ArrayList<>(interceptors);
    OrderUtil.sort(this.interceptors);
    this.threads = threads;
    this.memory = memory;
    this.authentication = authentication;
  }

  /**
   * Listens, unless the settings say that nobody wants it.
   *
   * @throws UncheckedIOException if it cannot
   */
  void start() {
    if (port < 0) {
      return;
    }
    String name = UUID.randomUUID().toString();
    HttpOrigins origins = new HttpOrigins();
    InProcessServerBuilder builder =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .callExecutor(threads)
            .addStreamTracerFactory(CheckedService.counting(memory))
            .decompressorRegistry(CheckedService.decompressors());
    interceptors.forEach(builder::intercept);
    builder.intercept(origins);
    services.forEach(builder::addService);
    try {
      server = builder.build().start();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    gateway =
        HttpGateway.start(settings, channel, origins, authentication::requireKnown, memory::take);
  }

  /** Where it listens; -1 where it does not. */
  int port() {
    return gateway == null ? -1 : gateway.port();
  }

  /** Takes no more calls, and ends those that last. */
  @PreDestroy
  void stop() {
    if (gateway != null) {
      gateway.close();
      gateway = null;
    }
    if (channel != null) {
      channel.shutdownNow();
    }
    if (server != null) {
      server.shutdownNow();
    }
  }
}
