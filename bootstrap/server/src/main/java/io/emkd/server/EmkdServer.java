package io.emkd.server;

import io.emkd.assembly.Application;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.serving.ServedModels;
import io.emkd.kafka.EventStream;
import io.emkd.server.health.ServerReadiness;
import io.emkd.server.settings.SecuritySettings;
import io.emkd.server.settings.SettingCheck;
import io.emkd.server.settings.Settings;
import io.emkd.server.settings.WatchSettings;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server process. */
public final class EmkdServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmkdServer.class);
  private static final String LOG_FORMAT = "emkd.log-format";
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
      // First, to say that this lives and is not ready yet.
      context.getBean(EmbeddedServer.class).start();
      context.getBean(StartWarmUp.class).run();
      context.findBean(Exposures.class).ifPresent(Exposures::open);
      GrpcEmbeddedServer grpc = context.getBean(GrpcEmbeddedServer.class);
      if (!grpc.isRunning()) {
        grpc.start();
      }
      context.getBean(HttpPort.class).start();
      Application application = context.getBean(ServerBeans.RunningApplication.class).application;
      context
          .findBean(EventStream.class)
          .ifPresent(
              events ->
                  events.start(application.interactionLog(), application.appendInteractions()));
      EmkdServer server = new EmkdServer(context);
      LOG.info(
          "ready: gRPC on {} port {}, HTTP {}, metrics and health on port {}",
          context.getProperty("grpc.server.host", String.class).orElse("every address"),
          server.port(),
          server.httpPort() < 0 ? "not at all" : "on port " + server.httpPort(),
          server.metricsPort());
      return server;
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
    LogFormat.use(context.getEnvironment().getRequiredProperty(LOG_FORMAT, String.class));
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

  /** Where HTTP/JSON and the page are served; -1 where they are not. */
  public int httpPort() {
    return context.getBean(HttpPort.class).port();
  }

  /** Where metrics and health are served over HTTP. */
  public int metricsPort() {
    return context.getBean(EmbeddedServer.class).getPort();
  }

  /** The versions that answer, for who measures what a run of one takes without a call. */
  public ServedModels servedModels() {
    return context.getBean(ServerBeans.RunningApplication.class).application.servedModels();
  }

  /** How long it goes on after it was told to stop, for balancers to hear of it. */
  Duration lameDuck() {
    return context.getBean(WatchSettings.class).lameDuck();
  }

  /**
   * Stops within five seconds, if nothing is stuck, and as many more as a lame duck has: whoever
   * asks for health or readiness is told first; after the lame duck's time no more events are read
   * and streams of trainings end; the training that runs ends its step and writes a checkpoint,
   * while calls are still taken; then calls in flight have a moment to end.
   */
  @Override
  public void close() {
    if (context.isRunning()) {
      context.getBean(ServerReadiness.class).stop();
      LOG.info("stopping; calls are taken for {} more", lameDuck());
      stayFor(lameDuck());
      Application application = context.getBean(ServerBeans.RunningApplication.class).application;
      Optional<EventStream> events = context.findBean(EventStream.class);
      events.ifPresent(EventStream::stop);
      application.trainingService().stopStreams();
      application.trainings().stop(LAST_STEP);
      events.ifPresent(EventStream::close);
      GrpcEmbeddedServer grpc = context.getBean(GrpcEmbeddedServer.class);
      // Waits as long as grpc.server.await-termination says.
      grpc.stop();
      grpc.getServer().shutdownNow();
      context.getBean(HttpPort.class).stop();
    }
    context.close();
  }

  private static void stayFor(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }
}
