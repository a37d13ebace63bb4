package io.emkd.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks nvidia-smi for utilisation and memory while something runs on the first GPU. */
final class GpuMonitor implements AutoCloseable {
  private static final int SECONDS = 5;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread created = new Thread(task, "gpu-monitor");
            created.setDaemon(true);
            return created;
          });
  private double utilisation;
  private double mostMemory;
  private int samples;

  GpuMonitor() {
    var unused = thread.scheduleAtFixedRate(this::sample, SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  private void sample() {
    try {
      Process process =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--id=0",
                  "--query-gpu=utilization.gpu,memory.used",
                  "--format=csv,noheader,nounits")
              .start();
      String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      double[] values =
          Arrays.stream(line.strip().split(","))
              .map(String::strip)
              .mapToDouble(Double::parseDouble)
              .toArray();
      add(values[0], values[1]);
    } catch (IOException unavailable) {
      // Thrown once: the schedule ends, and the summary says that nothing was seen.
      throw new UncheckedIOException(unavailable);
    }
  }

  private synchronized void add(double percent, double mebibytes) {
    utilisation += percent;
    mostMemory = Math.max(mostMemory, mebibytes);
    samples++;
  }

  synchronized String summary() {
    return samples == 0
        ? "nvidia-smi told nothing"
        : String.format(
            Locale.ROOT,
            "GPU utilisation %.0f %% on average, memory %.1f GiB at most, of %d samples",
            utilisation / samples,
            mostMemory / 1024,
            samples);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
