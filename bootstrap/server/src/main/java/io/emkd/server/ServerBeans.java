package io.emkd.server;

import io.emkd.assembly.Application;
import io.emkd.assembly.DaggerApplication;
import io.emkd.assembly.Observers;
import io.emkd.assembly.ServerSettings;
import io.emkd.cli.BuildFacts;
import io.emkd.domain.recommendation.ExposureLog;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.grpc.inference.InferenceGrpcService;
import io.emkd.grpc.security.Authentication;
import io.emkd.grpc.wire.RecommendThreads;
import io.emkd.grpc.wire.RequestMemory;
import io.emkd.inference.GRPCInferenceServiceGrpc;
import io.emkd.kafka.EventStream;
import io.emkd.server.health.ServerReadiness;
import io.emkd.server.health.StoreWatch;
import io.emkd.server.metrics.ServingMetrics;
import io.emkd.server.metrics.StoreMetrics;
import io.emkd.server.metrics.TrainingMetrics;
import io.emkd.server.settings.LimitSettings;
import io.emkd.server.settings.ProcessSettings;
import io.emkd.storage.artifact.s3.S3Bucket;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands the object graph's services to Micronaut, which runs the process. */
@Factory
final class ServerBeans {
  /** Calls that may wait for a thread: a database that is slow to give histories holds them. */
  private static final long CALLS_PER_QUEUED_SEQUENCE = 8;

  private static final Logger LOG = LoggerFactory.getLogger(ServerBeans.class);

  /** The graph, and the end of its life. */
  static final class RunningApplication implements AutoCloseable {
    final Application application;

    RunningApplication(Application application) {
      this.application = application;
    }

    @Override
    public void close() {
      application.trainings().close();
      application.trainingReports().close();
      application.eventFiles().close();
      application.servedModels().close();
      application.interactionLog().close();
      application.database().close();
      application.bucket().ifPresent(S3Bucket::close);
    }
  }

  /**
   * @param callers that their files can be read is known before anything is written
   * @param events and so it is that Kafka takes what is said of them
   */
  @Context
  @Bean(preDestroy = "close")
  RunningApplication application(
      ServerSettings settings,
      Authentication callers,
      Optional<EventStream> events,
      Optional<Exposures> exposures,
      HealthStatusManager health,
      ServingMetrics metrics,
      StoreMetrics store,
      TrainingMetrics trainings) {
    health.setStatus(RecommendationServiceGrpc.SERVICE_NAME, ServingStatus.NOT_SERVING);
    health.setStatus(GRPCInferenceServiceGrpc.SERVICE_NAME, ServingStatus.NOT_SERVING);
    Application application =
        DaggerApplication.factory()
            .create(
                settings,
                new Observers(
                    metrics, store, trainings, exposures.map(told -> (ExposureLog) told)));
    LOG.info(
        "computing on {}; data in {}",
        application.device().name(),
        settings.stores().dataDirectory());
    metrics.watch(application.damagedArtifacts());
    store.watch(application.database());
    application.trainings();
    return new RunningApplication(application);
  }

  @Context
  @Bean(preDestroy = "close")
  StoreWatch storeWatch(
      RunningApplication running, ServerReadiness readiness, TrainingMetrics trainings) {
    return new StoreWatch(running.application, readiness, trainings);
  }

  @Context
  @Bean(preDestroy = "close")
  PromotedElsewhere promotedElsewhere(RunningApplication running, ServerSettings settings) {
    return new PromotedElsewhere(running.application, settings);
  }

  @Singleton
  StartWarmUp warmUp(
      RunningApplication running,
      RecommendThreads threads,
      ServerSettings settings,
      ProcessSettings process,
      ServerReadiness readiness,
      ServingMetrics metrics) {
    return new StartWarmUp(
        running.application, threads, settings, process.warmUp(), readiness, metrics);
  }

  @Singleton
  BindableService datasets(RunningApplication running, CheckedServices checked) {
    return checked.of(running.application.datasetService());
  }

  @Singleton
  BindableService trainings(RunningApplication running, CheckedServices checked) {
    return checked.of(running.application.trainingService());
  }

  @Singleton
  BindableService evaluation(RunningApplication running, CheckedServices checked) {
    return checked.of(running.application.evaluationService());
  }

  /** Refused inside what counts the server's calls, so that refused ones count. */
  @Singleton
  BindableService recommendation(
      RunningApplication running, RecommendThreads threads, CheckedServices checked) {
    BindableService service = running.application.recommendationService();
    return checked.of(() -> ServerInterceptors.intercept(service, threads));
  }

  /** The process alone knows whether it is ready, and what it was built from. */
  @Singleton
  BindableService inference(
      RunningApplication running,
      RecommendThreads threads,
      ServerReadiness readiness,
      CheckedServices checked) {
    BindableService service =
        new InferenceGrpcService(
            running.application.answerHistories(),
            running.application.modelStore(),
            BuildFacts.read().version(),
            readiness::isReady);
    return checked.of(() -> ServerInterceptors.intercept(service, threads));
  }

  @Singleton
  BindableService models(RunningApplication running, CheckedServices checked) {
    return checked.of(running.application.modelService());
  }

  @Singleton
  BindableService interactions(RunningApplication running, CheckedServices checked) {
    return checked.of(running.application.interactionService());
  }

  @Singleton
  BindableService items(RunningApplication running, CheckedServices checked) {
    return checked.of(running.application.itemService());
  }

  /** In the place of the one that Micronaut adds before. */
  @Singleton
  BindableService health(HealthStatusManager health, CheckedServices checked) {
    return checked.of(health.getHealthService());
  }

  @Singleton
  @Requires(property = "emkd.reflection", value = "true")
  BindableService reflection(CheckedServices checked) {
    return checked.of(ProtoReflectionServiceV1.newInstance());
  }

  @Singleton
  @Requires(property = "emkd.reflection", value = "true")
  @SuppressWarnings("deprecation") // older grpcurl asks for v1alpha
  BindableService oldReflection(CheckedServices checked) {
    return checked.of(io.grpc.protobuf.services.ProtoReflectionService.newInstance());
  }

  @Singleton
  RequestMemory requestMemory(LimitSettings limits) {
    return new RequestMemory(limits.requestMemoryBytes());
  }

  /** Not an interceptor to Micronaut, which would put it around every service. */
  @Bean(preDestroy = "close", typed = RecommendThreads.class)
  @Singleton
  RecommendThreads recommendThreads(
      ServerSettings settings, @Named(TaskExecutors.IO) ExecutorService others) {
    ScoringLimits limits = settings.serving().scoring();
    return new RecommendThreads(
        Math.max(4, 2 * Runtime.getRuntime().availableProcessors()),
        CALLS_PER_QUEUED_SEQUENCE * limits.queueSize(),
        limits.queueDelay(),
        others);
  }
}
