package io.emkd.server;

import io.emkd.assembly.Application;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.serving.ServedModels;
import io.emkd.server.settings.SecuritySettings;
import io.emkd.server.settings.SettingCheck;
import io.emkd.server.settings.Settings;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A running server process. */
public final class EmkdServer implements AutoCloseable {
  private static final int ABOVE_ENVIRONMENT = 1000;
  private static final int BELOW_ALL = Integer.MIN_VALUE;
  private static final int BELOW_ENVIRONMENT = EnvironmentPropertySource.POSITION - 10;

  /** For the step of a training that is being computed, and its checkpoint. */
  private static final Duration LAST_STEP = Duration.ofMillis(2500);

  private final ApplicationContext context;

  private EmkdServer(ApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts the server; it listens when this returns.
   *
   * @param flags by property name, e.g. {@code emkd.port}; they win over environment and file
   * @param file a configuration file (YAML), which wins over the defaults
   * @throws InvalidInputException if a setting cannot be read; others wrap it
   */
  public static EmkdServer start(Map<String, Object> flags, Optional<Path> file) {
    var builder =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .propertySources(
                PropertySource.of("flags", flags, ABOVE_ENVIRONMENT),
                PropertySource.of("defaults", Settings.defaults(), BELOW_ALL));
    file.ifPresent(path -> builder.propertySources(settings(path)));
    ApplicationContext context = started(builder);
    try {
      context.getBean(StartWarmUp.class).run();
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

  /** Settings are looked at before beans are made of them, and anything is written. */
  private static ApplicationContext started(ApplicationContextBuilder builder) {
    ApplicationContext context = builder.build();
    context.getEnvironment().start();
    SettingCheck.check(context.getEnvironment());
    context.getEnvironment().addPropertySource(listening(context.getEnvironment()));
    return context.start();
  }

  /** Where nobody says, the address follows from whether there is TLS. */
  private static PropertySource listening(Environment settings) {
    return PropertySource.of(
        "listening",
        Map.of("grpc.server.host", SecuritySettings.address(settings)),
        ABOVE_ENVIRONMENT);
  }

  private static PropertySource settings(Path file) {
    return PropertySource.of(file.toString(), ConfigurationFile.read(file), BELOW_ENVIRONMENT);
  }

  /** Where gRPC listens. */
  public int port() {
    return context.getBean(GrpcEmbeddedServer.class).getPort();
  }

  /** Where metrics and health are served over HTTP. */
  public int metricsPort() {
    return context.getBean(EmbeddedServer.class).getPort();
  }

  /** The versions that answer, for who measures what a run of one takes without a call. */
  public ServedModels servedModels() {
    return context.getBean(ServerBeans.RunningApplication.class).application.servedModels();
  }

  /**
   * Stops within five seconds, if nothing is stuck: whoever asks for health is told first; streams
   * of trainings end; the training that runs ends its step and writes a checkpoint, while calls are
   * still taken; then calls in flight have a moment to end.
   */
  @Override
  public void close() {
    if (context.isRunning()) {
      context.getBean(HealthStatusManager.class).enterTerminalState();
      Application application = context.getBean(ServerBeans.RunningApplication.class).application;
      application.trainingService().stopStreams();
      application.trainings().stop(LAST_STEP);
      GrpcEmbeddedServer grpc = context.getBean(GrpcEmbeddedServer.class);
      // Waits as long as grpc.server.await-termination says.
      grpc.stop();
      grpc.getServer().shutdownNow();
    }
    context.close();
  }
}
