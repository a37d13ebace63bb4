package io.emkd.bootstrap;

import io.emkd.benchmarks.GeneratedModel;
import io.emkd.benchmarks.TrainingBenchmark;
import io.emkd.domain.configuration.Preset;
import io.emkd.server.EmkdServer;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.engine.TensorFlowEngine;
import io.emkd.tensorflow.index.IndexSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Starts a server on free ports with a small model of generated weights, which it recommends from
 * as it warms up, and stops it: the launcher archives the classes that this loads, so that later
 * starts need not read and verify them.
 */
final class StartRehearsal {
  private static final TrainingBenchmark.Data SMALL = new TrainingBenchmark.Data(1000, 10, 10);

  private StartRehearsal() {}

  public static void main(String[] arguments) throws IOException {
    Path scratch = Files.createTempDirectory("emkd-rehearsal");
    try {
      new GeneratedModel(Preset.SMALL.configuration(), SMALL)
          .publish(new TensorFlowEngine(Device.choose("cpu", 0), IndexSettings.NEVER), scratch);
      EmkdServer.start(
              Map.of(
                  "emkd.port",
                  0,
                  "emkd.metrics-port",
                  -1,
                  "emkd.http-port",
                  0,
                  "emkd.data-dir",
                  scratch.toString()),
              Optional.empty())
          .close();
    } finally {
      AtomicDirectory.delete(scratch);
    }
    System.exit(0);
  }
}
