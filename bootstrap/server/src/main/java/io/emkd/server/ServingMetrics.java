package io.emkd.server;

import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.serving.ScoringObserver;
import io.emkd.domain.serving.ServingObserver;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** Health once a version answers; and metrics by model, as docs/metrics.md lists them. */
@Singleton
final class ServingMetrics implements ServingObserver {
  private static final Duration[] DURATIONS =
      LongStream.of(500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)
          .mapToObj(micros -> Duration.ofNanos(1000 * micros))
          .toArray(Duration[]::new);
  private static final double[] BATCH_SIZES = {1, 2, 4, 8, 16, 32, 64, 128};

  private final HealthStatusManager health;
  private final MeterRegistry registry;
  private final AtomicInteger inMemory;
  private volatile boolean counting = true;

  ServingMetrics(HealthStatusManager health, MeterRegistry registry) {
    this.health = health;
    this.registry = registry;
    this.inMemory = registry.gauge("emkd.versions.in.memory", new AtomicInteger());
  }

  /** Counts what is damaged, by kind. */
  void watch(DamagedArtifacts damaged) {
    for (DamagedArtifact.Kind kind : DamagedArtifact.Kind.values()) {
      Gauge.builder("emkd.damaged.artifacts", damaged, known -> known.list(kind).size())
          .tag("kind", kind.label())
          .register(registry);
    }
  }

  /** What {@code work} makes models compute is not counted. */
  void uncounted(Runnable work) {
    counting = false;
    try {
      work.run();
    } finally {
      counting = true;
    }
  }

  @Override
  public void loaded(ModelManifest version, long nanos) {
    health.setStatus(RecommendationServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    inMemory.incrementAndGet();
    registry
        .timer("emkd.version.load", "model", version.name())
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void freed(ModelManifest version) {
    inMemory.decrementAndGet();
  }

  @Override
  public ScoringObserver scoring(String model) {
    Timer wait = timer("emkd.scoring.wait", model);
    Timer run = timer("emkd.scoring.run", model);
    DistributionSummary batch =
        DistributionSummary.builder("emkd.scoring.batch.size")
            .tag("model", model)
            .serviceLevelObjectives(BATCH_SIZES)
            .register(registry);
    Counter refused = registry.counter("emkd.scoring.refused", "model", model);
    return new ScoringObserver() {
      @Override
      public void waited(long nanos) {
        if (counting) {
          wait.record(nanos, TimeUnit.NANOSECONDS);
        }
      }

      @Override
      public void ran(int sequences, long nanos) {
        if (counting) {
          run.record(nanos, TimeUnit.NANOSECONDS);
          batch.record(sequences);
        }
      }

      @Override
      public void refused() {
        if (counting) {
          refused.increment();
        }
      }
    };
  }

  private Timer timer(String name, String model) {
    return Timer.builder(name)
        .tag("model", model)
        .serviceLevelObjectives(DURATIONS)
        .register(registry);
  }
}
