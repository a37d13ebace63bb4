package io.emkd.bootstrap.server;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A running server process. */
public final class EmkdServer implements AutoCloseable {
  private static final int ABOVE_ENVIRONMENT = 1000;

  private final ApplicationContext context;

  private EmkdServer(ApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts the server; it listens when this returns.
   *
   * @param flags by property name, e.g. {@code emkd.port}; they win over environment and file
   * @param file a configuration file (YAML), which wins over the defaults
   */
  public static EmkdServer start(Map<String, Object> flags, Optional<Path> file) {
    var builder =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .propertySources(PropertySource.of("flags", flags, ABOVE_ENVIRONMENT));
    file.ifPresent(
        path -> builder.overrideConfigLocations("classpath:/", "file:" + path.toAbsolutePath()));
    ApplicationContext context = builder.start();
    try {
      context.getBean(EmbeddedServer.class).start();
      GrpcEmbeddedServer grpc = context.getBean(GrpcEmbeddedServer.class);
      if (!grpc.isRunning()) {
        grpc.start();
      }
      return new EmkdServer(context);
    } catch (RuntimeException failed) {
      context.close();
      throw failed;
    }
  }

  /** Where gRPC listens. */
  public int port() {
    return context.getBean(GrpcEmbeddedServer.class).getPort();
  }

  @Override
  public void close() {
    context.close();
  }
}
