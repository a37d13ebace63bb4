package io.emkd.grpc;

import io.emkd.grpc.wire.CheckedService;
import io.emkd.grpc.wire.RequestMemory;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A service with all that a call passes before it, and a client in the same process. */
public final class ServedCalls implements AutoCloseable {
  private static final long ENOUGH = 64 << 20;

  private final Server server;
  private final ManagedChannel channel;

  public ServedCalls(BindableService service) {
    this(service, new RequestMemory(ENOUGH));
  }

  public ServedCalls(BindableService service, RequestMemory memory) {
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .addService(CheckedService.of(service))
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
  }
}
