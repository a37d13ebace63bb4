package io.emkd.server.metrics;

import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.domain.dataset.StoreObserver;
import io.emkd.server.trace.WorkTraces;
import io.emkd.storage.sql.SqlDatabase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How fast the store is, and what comes into it; no label has more values than a store can do. */
@Singleton
public final class StoreMetrics implements StoreObserver {
  private final MeterRegistry registry;
  private final Optional<WorkTraces> traces;
  private final Map<Operation, Timer> done = new EnumMap<>(Operation.class);
  private final Map<Operation, Timer> failed = new EnumMap<>(Operation.class);
  private final Counter appended;
  private final Counter duplicates;
  private final Counter imports;
  private final Counter imported;

  StoreMetrics(MeterRegistry registry, Optional<WorkTraces> traces) {
    this.registry = registry;
    this.traces = traces;
    for (Operation operation : Operation.values()) {
      done.put(operation, timer(operation, "done"));
      failed.put(operation, timer(operation, "failed"));
    }
    appended = registry.counter("emkd.ingested.events");
    duplicates = registry.counter("emkd.ingested.duplicates");
    imports = registry.counter("emkd.imports");
    imported = registry.counter("emkd.imported.interactions");
  }

  private Timer timer(Operation operation, String outcome) {
    return Timer.builder("emkd.store.operation")
        .tag("operation", operation.name().toLowerCase(Locale.ROOT))
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Has the pools of connections counted as well, by Hikari's own metrics. */
  public void watch(SqlDatabase database) {
    database.watch(new MicrometerMetricsTrackerFactory(registry));
  }

  @Override
  public void took(Operation operation, long nanos, boolean isFailed) {
    Timer timer = (isFailed ? failed : done).get(operation);
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
    traces.ifPresent(spans -> spans.stored(operation, nanos, isFailed));
  }

  @Override
  public void appended(InteractionLog.Appended events) {
    appended.increment(events.appended());
    duplicates.increment(events.duplicates());
  }

  @Override
  public void imported(long interactions) {
    imports.increment();
    imported.increment((double) interactions);
  }
}
