package io.emkd.server.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The buckets of each histogram, from which Prometheus computes quantiles. Few enough that a scrape
 * stays small: methods, statuses and models multiply them.
 */
@Singleton
final class Buckets implements MeterFilter {
  /** Of what a client waits for: half a millisecond to ten seconds. */
  private static final double[] CALLS =
      nanos(500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000);

  /** Of calls, which may also be imports or watched trainings: up to ten minutes. */
  private static final double[] RPCS =
      nanos(
          1000,
          2000,
          5000,
          10_000,
          20_000,
          50_000,
          100_000,
          200_000,
          500_000,
          1_000_000,
          5_000_000,
          30_000_000,
          600_000_000);

  /** Of what is read or replaced as a whole. */
  private static final double[] LONG =
      nanos(
          100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000, 600_000_000);

  private static final Map<String, double[]> BY_NAME =
      Map.of(
          "grpc.server.processing.duration", RPCS,
          "emkd.scoring.wait", CALLS,
          "emkd.scoring.run", CALLS,
          "emkd.shadow.duration", CALLS,
          "emkd.scoring.batch.size", new double[] {1, 2, 4, 8, 16, 32, 64, 128},
          "emkd.version.load", LONG,
          "emkd.store.operation", RPCS,
          "hikaricp.connections.acquire", CALLS);

  private static double[] nanos(long... micros) {
    return LongStream.of(micros).mapToDouble(m -> Duration.ofNanos(1000 * m).toNanos()).toArray();
  }

  @Override
  public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
    double[] buckets = BY_NAME.get(id.getName());
    return buckets == null
        ? config
        : DistributionStatisticConfig.builder()
            .serviceLevelObjectives(buckets)
            .build()
            .merge(config);
  }
}
