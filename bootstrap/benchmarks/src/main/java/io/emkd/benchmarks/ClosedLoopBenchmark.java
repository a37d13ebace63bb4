package io.emkd.benchmarks;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.engine.TensorFlowEngine;
import io.emkd.tensorflow.index.IndexSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures Recommend with so many requests in flight at all times, server and client in processes
 * of their own; beside each the graph's run of as many sequences alone, which is what a server
 * would be that cost nothing.
 */
final class ClosedLoopBenchmark {
  private final Device device;
  private final TrainingConfiguration configuration;
  private final TrainingBenchmark.Data data;
  private final List<Integer> inFlight;
  private final Processors ofServer;
  private final Processors ofGenerator;
  private final double seconds;
  private final Consumer<String> progress;

  /**
   * @param inFlight the levels
   * @param ofServer also those of the bare run
   * @param ofGenerator of requests
   * @param seconds of each measurement
   */
  ClosedLoopBenchmark(
      Device device,
      TrainingConfiguration configuration,
      TrainingBenchmark.Data data,
      List<Integer> inFlight,
      Processors ofServer,
      Processors ofGenerator,
      double seconds,
      Consumer<String> progress) {
    this.device = device;
    this.configuration = configuration;
    this.data = data;
    this.inFlight = inFlight;
    this.ofServer = ofServer;
    this.ofGenerator = ofGenerator;
    this.seconds = seconds;
    this.progress = progress;
  }

  /** Results by key and level: rates a second, latencies in milliseconds. */
  Map<String, Number> run() throws IOException, InterruptedException {
    GeneratedModel model = new GeneratedModel(configuration, data);
    Path directory = Files.createTempDirectory("emkd-bench");
    Processors before = Processors.ofThisProcess();
    try {
      progress.accept("generating weights");
      TensorFlowEngine engine = new TensorFlowEngine(device, IndexSettings.NEVER);
      Path version = model.publish(engine, directory);
      Map<Integer, Double> bare = new LinkedHashMap<>();
      ofServer.takeThisProcess();
      try (EnsembleEngine.TrainedEnsemble ensemble =
          engine.load(version, configuration.ensemble(), data.items())) {
        BareGraphRun run = model.bareRun(ensemble.scorer());
        run.secondsOf(1, seconds);
        for (int level : inFlight) {
          progress.accept("measuring the graph run of " + level);
          bare.put(level, run.secondsOf(level, seconds));
        }
      }
      ofGenerator.or(before).takeThisProcess();
      Map<String, Number> results = new LinkedHashMap<>();
      try (ServingProcess server = new ServingProcess(directory, device.name(), ofServer)) {
        LoadGenerator load =
            new LoadGenerator(
                server.channel, model.requests(GeneratedModel.NAME), request -> response -> {});
        progress.accept("warming up");
        load.warmUp(inFlight.stream().mapToInt(Integer::intValue).max().orElse(1));
        for (int level : inFlight) {
          progress.accept("measuring " + level + " in flight");
          put(results, level, load.closedLoop(level, seconds), bare.getOrDefault(level, 0.0));
        }
      }
      return results;
    } finally {
      before.takeThisProcess();
      AtomicDirectory.delete(directory);
    }
  }

  private static void put(
      Map<String, Number> results, int level, LoadGenerator.Outcome outcome, double bareSeconds) {
    String prefix = "in_flight_" + level + "_";
    results.put(prefix + "sequences_per_second", outcome.perSecond());
    results.put(prefix + "p50_ms", outcome.milliseconds(50));
    results.put(prefix + "p99_ms", outcome.milliseconds(99));
    double bareMillis = 1e3 * bareSeconds;
    results.put(prefix + "bare_run_ms", bareMillis);
    // Of the figures that are told, to the last digit.
    results.put(prefix + "share_of_bare", outcome.perSecond() * bareMillis / 1e3 / level);
    results.put(prefix + "failed", outcome.failed() + outcome.refused());
  }
}
