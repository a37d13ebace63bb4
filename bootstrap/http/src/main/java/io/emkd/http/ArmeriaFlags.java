package io.emkd.http;

import com.linecorp.armeria.common.FlagsProvider;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Keeps Armeria's own metrics out of the server's, whose calls are counted as those of gRPC are,
 * and lets ids in parameters have what paths may not.
 */
public final class ArmeriaFlags implements FlagsProvider {
  /** For the loader of services. */
  public ArmeriaFlags() {}

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public String name() {
    return "emkd";
  }

  @Override
  public Boolean allowDoubleDotsInQueryString() {
    return true;
  }

  @Override
  public MeterRegistry meterRegistry() {
    return NoopMeterRegistry.get();
  }
}
