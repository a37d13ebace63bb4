package io.emkd.server.metrics;

import io.emkd.cli.BuildFacts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this process is and which memory it has, TensorFlow's included, which Java knows not of. */
@Singleton
final class ProcessMetrics implements MeterBinder {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private final BuildFacts build = BuildFacts.read();

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("process.resident.memory", ProcessMetrics::resident)
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("emkd.build.info", () -> 1)
        .tag("version", build.version())
        .tag("commit", build.commit().isEmpty() ? "unknown" : build.commit())
        .tag("tensorflow", build.tensorflow())
        .tag("java", Runtime.version().toString())
        .register(registry);
  }

  /** Not a number where the system does not tell. */
  private static double resident() {
    try {
      Matcher found = RESIDENT.matcher(Files.readString(STATUS));
      return found.find() ? 1024.0 * Long.parseLong(found.group(1)) : Double.NaN;
    } catch (IOException untold) {
      return Double.NaN;
    }
  }
}
