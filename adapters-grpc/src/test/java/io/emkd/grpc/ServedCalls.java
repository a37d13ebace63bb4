package io.emkd.grpc;

import io.emkd.grpc.wire.CallGuard;
import io.emkd.grpc.wire.CheckedService;
import io.emkd.grpc.wire.RequestMemory;
import io.emkd.grpc.wire.StreamLife;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A service with all that a call passes before it, and a client in the same process. */
public final class ServedCalls implements AutoCloseable {
  private static final long ENOUGH = 64 << 20;

  private final Server server;
  private final ManagedChannel channel;
  private final StreamLife life;

  public ServedCalls(BindableService service) {
    this(service, new RequestMemory(ENOUGH));
  }

  public ServedCalls(BindableService service, RequestMemory memory) {
    this(service, memory, new OpenGuard(), new StreamLife(Duration.ofHours(1)));
  }

  public ServedCalls(
      BindableService service, RequestMemory memory, CallGuard guard, StreamLife life) {
    this.life = life;
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .addService(CheckedService.of(service, guard, life))
            .addStreamTracerFactory(CheckedService.counting(memory))
            .build();
    try {
      server.start();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    channel = InProcessChannelBuilder.forName(name).build();
  }

  public Channel channel() {
    return channel;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    life.close();
  }
}
