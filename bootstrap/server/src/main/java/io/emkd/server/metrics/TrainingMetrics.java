package io.emkd.server.metrics;

import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.training.TrainingEvent;
import io.emkd.domain.training.TrainingObserver;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.domain.training.TrainingState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The training that runs in this process, of which there is one at a time, and how many trainings
 * the store knows in each state.
 */
@Singleton
public final class TrainingMetrics implements TrainingObserver {
  private static final Map<String, ToDoubleFunction<LossTerms>> TERMS =
      Map.of(
          "masked_item", LossTerms::maskedItem,
          "distillation", LossTerms::distillation,
          "attribute", LossTerms::attribute,
          "intra_contrast", LossTerms::intraContrast,
          "cross_contrast", LossTerms::crossContrast,
          "total", LossTerms::total);

  private final MeterRegistry registry;
  private final Counter steps;
  private final Map<TrainingState, Counter> ended = new EnumMap<>(TrainingState.class);
  private final Map<String, Double> validation = new ConcurrentHashMap<>();
  private volatile Map<TrainingState, Long> byState = Map.of();
  private volatile double lastSuccess = Double.NaN;

  /** Its id; null where none runs. */
  private volatile @Nullable String running;

  private volatile TrainingEvent.@Nullable Step step;

  TrainingMetrics(MeterRegistry registry) {
    this.registry = registry;
    steps = registry.counter("emkd.training.steps");
    for (TrainingState state : TrainingState.values()) {
      String name = state.name().toLowerCase(Locale.ROOT);
      Gauge.builder("emkd.trainings", () -> byState.getOrDefault(state, 0L))
          .tag("state", name)
          .register(registry);
    }
    for (TrainingState state : TrainingState.values()) {
      if (state.isFinal()) {
        ended.put(
            state,
            registry.counter(
                "emkd.trainings.ended", "state", state.name().toLowerCase(Locale.ROOT)));
      }
    }
    Gauge.builder("emkd.training.running", () -> running == null ? 0 : 1).register(registry);
    Gauge.builder("emkd.training.step", () -> ofStep(TrainingEvent.Step::step)).register(registry);
    Gauge.builder("emkd.training.steps.planned", () -> ofStep(TrainingEvent.Step::totalSteps))
        .register(registry);
    Gauge.builder(
            "emkd.training.steps.per.second",
            () -> running == null ? 0 : ofStep(TrainingEvent.Step::stepsPerSecond))
        .register(registry);
    TERMS.forEach(
        (name, term) ->
            Gauge.builder(
                    "emkd.training.loss",
                    () -> ofStep(newest -> term.applyAsDouble(newest.losses())))
                .tag("term", name)
                .register(registry));
    TimeGauge.builder("emkd.training.last.success.timestamp", () -> lastSuccess, TimeUnit.SECONDS)
        .register(registry);
  }

  /** Not a number before the first. */
  private double ofStep(ToDoubleFunction<TrainingEvent.Step> value) {
    TrainingEvent.Step newest = step;
    return newest == null ? Double.NaN : value.applyAsDouble(newest);
  }

  /**
   * @param all that the store knows
   */
  public void recount(List<TrainingRecord> all) {
    byState =
        all.stream().collect(Collectors.groupingBy(TrainingRecord::state, Collectors.counting()));
    lastSuccess =
        all.stream()
            .filter(training -> training.state() == TrainingState.SUCCEEDED)
            .mapToDouble(training -> training.updateTime().toEpochMilli() / 1000.0)
            .max()
            .orElse(Double.NaN);
  }

  @Override
  public void happened(TrainingRecord training, TrainingEvent event) {
    if (event instanceof TrainingEvent.Started) {
      running = training.id();
    } else if (event instanceof TrainingEvent.Step done) {
      step = done;
      steps.increment();
    } else if (event instanceof TrainingEvent.Validated validated) {
      validated.validation().forEach(this::validated);
    } else if (event instanceof TrainingEvent.Ended end) {
      if (training.id().equals(running)) {
        running = null;
      }
      Counter counter = ended.get(end.training().state());
      if (counter != null) {
        counter.increment();
      }
    }
  }

  /** Of metrics there are as many as a validation computes. */
  private void validated(String metric, double value) {
    if (validation.put(metric, value) == null) {
      Gauge.builder("emkd.training.validation", () -> validation.getOrDefault(metric, Double.NaN))
          .tag("metric", metric)
          .register(registry);
    }
  }
}
