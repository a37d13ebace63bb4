package io.emkd.server.metrics;

import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.serving.QueueObserver;
import io.emkd.domain.serving.ScoringObserver;
import io.emkd.domain.serving.ServingObserver;
import io.emkd.domain.serving.ShadowObserver;
import io.emkd.inference.GRPCInferenceServiceGrpc;
import io.emkd.server.trace.WorkTraces;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Health once a version answers; and metrics by model, as docs/metrics.md lists them. */
@Singleton
public final class ServingMetrics implements ServingObserver {
  private final HealthStatusManager health;
  private final MeterRegistry registry;
  private final AtomicInteger inMemory;
  private final Optional<WorkTraces> traces;
  private volatile boolean counting = true;

  ServingMetrics(HealthStatusManager health, MeterRegistry registry, Optional<WorkTraces> traces) {
    this.traces = traces;
    this.health = health;
    this.registry = registry;
    this.inMemory = registry.gauge("emkd.versions.in.memory", new AtomicInteger());
  }

  /** Counts what is damaged, by kind. */
  public void watch(DamagedArtifacts damaged) {
    for (DamagedArtifact.Kind kind : DamagedArtifact.Kind.values()) {
      Gauge.builder("emkd.damaged.artifacts", damaged, known -> known.list(kind).size())
          .tag("kind", kind.label())
          .register(registry);
    }
  }

  /** What {@code work} makes models compute is not counted. */
  public void uncounted(Runnable work) {
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
    health.setStatus(GRPCInferenceServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
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
  public <T, R> Function<T, R> carried(Function<T, R> work) {
    return traces.isEmpty() ? work : traces.get().carried(work);
  }

  @Override
  public ScoringObserver scoring(String model) {
    Timer wait = timer("emkd.scoring.wait", model);
    Timer run = timer("emkd.scoring.run", model);
    DistributionSummary batch = registry.summary("emkd.scoring.batch.size", "model", model);
    Counter refused = registry.counter("emkd.scoring.refused", "model", model);
    return new ScoringObserver() {
      @Override
      public QueueObserver queued() {
        return traces.isEmpty() ? QueueObserver.NONE : traces.get().queued(model);
      }

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

  @Override
  public ShadowObserver shadow(String model) {
    return new ShadowObserver() {
      @Override
      public void compared(double agreement, long nanos) {
        outcome("compared");
        registry.summary("emkd.shadow.agreement", "model", model).record(agreement);
        timer("emkd.shadow.duration", model).record(nanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void dropped() {
        outcome("dropped");
      }

      @Override
      public void failed() {
        outcome("failed");
      }

      private void outcome(String outcome) {
        registry.counter("emkd.shadow.requests", "model", model, "outcome", outcome).increment();
      }
    };
  }

  private Timer timer(String name, String model) {
    return registry.timer(name, "model", model);
  }
}
