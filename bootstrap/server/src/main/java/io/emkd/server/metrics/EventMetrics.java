package io.emkd.server.metrics;

import io.emkd.kafka.EventStreamObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How the stream of events goes; the partitions of a topic are few. */
public final class EventMetrics implements EventStreamObserver {
  private final MeterRegistry registry;
  private final Counter taken;
  private final Counter deadLetters;
  private final Set<Cause> waiting = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Lag> lags = new ConcurrentHashMap<>();

  private record Lag(AtomicLong records, Gauge gauge) {}

  public EventMetrics(MeterRegistry registry) {
    this.registry = registry;
    taken = registry.counter("emkd.events.taken");
    deadLetters = registry.counter("emkd.events.dead.letters");
    for (Cause cause : EnumSet.allOf(Cause.class)) {
      Gauge.builder("emkd.events.waiting", () -> waiting.contains(cause) ? 1 : 0)
          .tag("cause", cause.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  @Override
  public void taken(int events) {
    taken.increment(events);
  }

  @Override
  public void deadLettered(int records) {
    deadLetters.increment(records);
  }

  @Override
  public void lag(int partition, long records) {
    lags.computeIfAbsent(partition, this::lag).records.set(records);
  }

  private Lag lag(int partition) {
    AtomicLong records = new AtomicLong();
    return new Lag(
        records,
        Gauge.builder("emkd.events.lag", records, AtomicLong::get)
            .tag("partition", String.valueOf(partition))
            .register(registry));
  }

  @Override
  public void released(int partition) {
    Lag gone = lags.remove(partition);
    if (gone != null) {
      registry.remove(gone.gauge);
    }
  }

  @Override
  public void waits(Cause cause, boolean still) {
    if (still) {
      waiting.add(cause);
    } else {
      waiting.remove(cause);
    }
  }
}
