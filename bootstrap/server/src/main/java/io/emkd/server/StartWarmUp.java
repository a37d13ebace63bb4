package io.emkd.server;

import io.emkd.assembly.Application;
import io.emkd.assembly.Role;
import io.emkd.assembly.ServerSettings;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.registry.AnsweringVersions;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.ModelLease;
import io.emkd.grpc.security.AccessGuard;
import io.emkd.grpc.security.Authentication;
import io.emkd.grpc.security.CallerLimits;
import io.emkd.grpc.wire.RecommendThreads;
import io.emkd.grpc.wire.StreamLife;
import io.emkd.server.health.ServerReadiness;
import io.emkd.server.metrics.ServingMetrics;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens before the server listens: versions are loaded, and Recommend is called as clients
 * will, over a socket that only this machine reaches, so that Java has compiled what a call runs.
 */
final class StartWarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(StartWarmUp.class);

  private static final int IN_FLIGHT = 8;
  private static final int COUNT = 10;
  private static final int REQUESTS_PER_VERSION = 64;
  private static final int LONGEST_SEQUENCE = 20;
  private static final int DEADLINE_SECONDS = 10;
  private static final int LISTED_AGAIN_SECONDS = 5;

  private final Application application;
  private final RecommendThreads threads;
  private final ServerSettings settings;
  private final Duration duration;
  private final ServerReadiness readiness;
  private final ServingMetrics metrics;

  /**
   * @param duration of the calls; zero for none
   */
  StartWarmUp(
      Application application,
      RecommendThreads threads,
      ServerSettings settings,
      Duration duration,
      ServerReadiness readiness,
      ServingMetrics metrics) {
    this.application = application;
    this.threads = threads;
    this.settings = settings;
    this.duration = duration;
    this.readiness = readiness;
    this.metrics = metrics;
  }

  /** Does nothing where this process does not serve; a version that fails is logged. */
  void run() {
    if (!settings.roles().contains(Role.SERVING)) {
      readiness.warm();
      return;
    }
    List<RecommendRequest> requests = new ArrayList<>();
    load(requests);
    if (!requests.isEmpty() && duration.compareTo(Duration.ZERO) > 0) {
      metrics.uncounted(() -> call(requests, duration));
    }
  }

  /**
   * Loads what answers, and makes this server ready; where the models cannot be listed now, later.
   *
   * @param requests takes some for each version
   */
  private void load(List<RecommendRequest> requests) {
    List<ModelReference> answering;
    try {
      answering =
          AnsweringVersions.of(application.modelStore(), settings.serving().versionsInMemory());
    } catch (RuntimeException failed) {
      LOG.error("the models cannot be listed; this server is not ready until they can", failed);
      CompletableFuture.delayedExecutor(LISTED_AGAIN_SECONDS, TimeUnit.SECONDS)
          .execute(() -> load(new ArrayList<>()));
      return;
    }
    for (ModelReference version : answering) {
      try (ModelLease loaded = application.servedModels().acquire(version)) {
        // By its number: a shadow is not asked beside it, which would be counted.
        requests.addAll(requests(loaded.key().reference(), loaded.catalogue()));
      } catch (CorruptArtifactException damaged) {
        LOG.debug("model {} is damaged, which was logged where it was found", version, damaged);
      } catch (RuntimeException | Error failed) {
        // Whatever it is, the other models answer.
        LOG.error("model {} cannot be loaded", version, failed);
      }
    }
    readiness.warm();
  }

  /**
   * Sequences of random items; the same at each start.
   *
   * @param version which is to answer them
   */
  private static List<RecommendRequest> requests(ModelReference version, ItemCatalogue items) {
    SplittableRandom random = new SplittableRandom(6);
    List<RecommendRequest> requests = new ArrayList<>();
    for (int r = 0; r < REQUESTS_PER_VERSION; r++) {
      ItemSequence.Builder sequence = ItemSequence.newBuilder();
      for (int length = 1 + random.nextInt(LONGEST_SEQUENCE); length > 0; length--) {
        sequence.addItemIds(items.item(1 + random.nextInt(items.size())).id());
      }
      requests.add(
          RecommendRequest.newBuilder()
              .setModel(version.toString())
              .setItems(sequence)
              .setCount(COUNT)
              .build());
    }
    return requests;
  }

  /** Goes through the requests again and again; what fails is logged. */
  private void call(List<RecommendRequest> requests, Duration duration) {
    try (StreamLife life = new StreamLife(duration)) {
      // Whoever finds the port may not use it.
      String token = UUID.randomUUID().toString();
      CheckedServices checked = new CheckedServices(guard(token), life);
      Server server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .directExecutor()
              .callExecutor(threads)
              .addService(
                  checked.of(
                      () ->
                          ServerInterceptors.intercept(
                              application.recommendationService(), threads)))
              .build()
              .start();
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(server.getListenSockets().get(0))
              .usePlaintext()
              .directExecutor()
              .intercept(MetadataUtils.newAttachHeadersInterceptor(bearer(token)))
              .build();
      try {
        call(RecommendationServiceGrpc.newStub(channel), requests, duration);
      } finally {
        channel.shutdownNow();
        server.shutdownNow();
        server.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (IOException failed) {
      LOG.warn("not warmed up: no socket on this machine", failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static AccessGuard guard(String token) {
    return new AccessGuard(
        Authentication.ofRecommender(token), new CallerLimits(0, 0), id -> Optional.empty());
  }

  private static Metadata bearer(String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return headers;
  }

  private static void call(
      RecommendationServiceGrpc.RecommendationServiceStub stub,
      List<RecommendRequest> requests,
      Duration duration)
      throws InterruptedException {
    Semaphore places = new Semaphore(IN_FLIGHT);
    LongAdder answered = new LongAdder();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    long start = System.nanoTime();
    for (int r = 0; System.nanoTime() - start < duration.toNanos(); r++) {
      places.acquire();
      stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
          .recommend(
              requests.get(r % requests.size()),
              new StreamObserver<>() {
                @Override
                public void onNext(RecommendResponse response) {
                  answered.increment();
                }

                @Override
                public void onError(Throwable failed) {
                  // Of a large catalogue even these few may be too many.
                  if (Status.fromThrowable(failed).getCode() != Status.Code.RESOURCE_EXHAUSTED) {
                    failure.set(failed);
                  }
                  places.release();
                }

                @Override
                public void onCompleted() {
                  places.release();
                }
              });
    }
    places.acquire(IN_FLIGHT);
    LOG.info("warmed up with {} recommendations in {}", answered, duration);
    if (failure.get() != null) {
      LOG.warn("some recommendations of the warm-up failed", failure.get());
    }
  }
}
