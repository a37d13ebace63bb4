package io.emkd.tensorflow.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What memory the first GPU has free, by NVIDIA's own program. */
final class GpuMemory {
  private static final Logger LOG = LoggerFactory.getLogger(GpuMemory.class);
  private static final long PATIENCE_SECONDS = 10;

  private final List<String> command;

  GpuMemory() {
    this(
        List.of(
            "nvidia-smi",
            "--id=0",
            "--query-gpu=memory.free,memory.total",
            "--format=csv,noheader,nounits"));
  }

  /**
   * @param command prints free and total MiB, with a comma between
   */
  GpuMemory(List<String> command) {
    this.command = command;
  }

  /** Empty where it cannot be said, which the log tells. */
  Optional<Room> room() {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("it did not end within " + PATIENCE_SECONDS + " seconds");
      }
      String printed =
          new String(process.getInputStream().readNBytes(10_000), StandardCharsets.UTF_8);
      String[] values = printed.strip().split("[,\\s]+", -1);
      if (process.exitValue() != 0 || values.length != 2) {
        throw new IOException("it printed: " + printed.strip());
      }
      long free = Long.parseLong(values[0]) << 20;
      long total = Long.parseLong(values[1]) << 20;
      return Optional.of(
          new Room(
              free,
              "of the GPU's " + Room.size(total) + ", " + Room.size(total - free) + " is used"));
    } catch (IOException | NumberFormatException unknown) {
      LOG.warn(
          "what memory the GPU has cannot be read with {}, so no training is refused for it: {}",
          command.get(0),
          unknown.toString());
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
