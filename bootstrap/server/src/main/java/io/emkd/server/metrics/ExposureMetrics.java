package io.emkd.server.metrics;

import io.emkd.kafka.ExposureObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What becomes of exposures. */
public final class ExposureMetrics implements ExposureObserver {
  private final Counter written;
  private final Counter dropped;

  public ExposureMetrics(MeterRegistry registry) {
    written = registry.counter("emkd.exposures.written");
    dropped = registry.counter("emkd.exposures.dropped");
  }

  @Override
  public void written() {
    written.increment();
  }

  @Override
  public void dropped() {
    dropped.increment();
  }
}
