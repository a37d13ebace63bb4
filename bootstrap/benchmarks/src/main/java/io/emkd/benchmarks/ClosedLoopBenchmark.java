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
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Measures Recommend and StreamRecommend with so many requests in flight at all times, server and
 * client in processes of their own; beside each the graph's run of as many sequences alone, which
 * is what a server would be that cost nothing. The processors' time of each says where the rest
 * goes.
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
      Map<Integer, Bare> bare = new LinkedHashMap<>();
      ofServer.takeThisProcess();
      try (EnsembleEngine.TrainedEnsemble ensemble =
          engine.load(version, configuration.ensemble(), data.items())) {
        BareGraphRun run = model.bareRun(ensemble.scorer());
        run.secondsOf(1, seconds);
        for (int level : inFlight) {
          progress.accept("measuring the graph run of " + level);
          bare.put(level, bare(run, level));
        }
      }
      ofGenerator.or(before).takeThisProcess();
      Map<String, Number> results = new LinkedHashMap<>();
      try (ServingProcess server = new ServingProcess(directory, device.name(), ofServer)) {
        LoadGenerator unary =
            new LoadGenerator(
                server.channel, model.requests(GeneratedModel.NAME), request -> response -> {});
        StreamedLoad streamed =
            new StreamedLoad(server.channel, model.requests(GeneratedModel.NAME));
        progress.accept("warming up");
        unary.warmUp(inFlight.stream().mapToInt(Integer::intValue).max().orElse(1));
        for (int level : inFlight) {
          progress.accept("measuring " + level + " in flight");
          String prefix = "in_flight_" + level + "_";
          Bare alone = Objects.requireNonNull(bare.get(level));
          double bareMillis = 1e3 * alone.seconds;
          results.put(prefix + "bare_run_ms", bareMillis);
          results.put(prefix + "bare_cpu_ms", 1e3 * alone.cpuSeconds / level);
          double perSecond =
              put(results, prefix, server, () -> unary.closedLoop(level, seconds)).perSecond();
          // Of the figures that are told, to the last digit.
          results.put(prefix + "share_of_bare", perSecond * bareMillis / 1e3 / level);
          put(results, prefix + "stream_", server, () -> streamed.closedLoop(level, seconds));
        }
      }
      return results;
    } finally {
      before.takeThisProcess();
      AtomicDirectory.delete(directory);
    }
  }

  /**
   * The graph's run alone.
   *
   * @param seconds of one
   * @param cpuSeconds of all processors in one
   */
  private record Bare(double seconds, double cpuSeconds) {}

  private Bare bare(BareGraphRun run, int level) {
    CpuTime cpu = CpuTime.ofThisProcess();
    long start = System.nanoTime();
    double ofOne = run.secondsOf(level, seconds);
    double runs = (System.nanoTime() - start) / 1e9 / ofOne;
    return new Bare(ofOne, cpu.secondsSince() / runs);
  }

  private interface Loop {
    LoadGenerator.Outcome run() throws InterruptedException;
  }

  /** Rate, latencies, and what a sequence takes of the processors in each process. */
  private static LoadGenerator.Outcome put(
      Map<String, Number> results, String prefix, ServingProcess server, Loop loop)
      throws InterruptedException {
    CpuTime ofServer = server.cpuTime();
    CpuTime ofGenerator = CpuTime.ofThisProcess();
    LoadGenerator.Outcome outcome = loop.run();
    results.put(prefix + "sequences_per_second", outcome.perSecond());
    results.put(prefix + "p50_ms", outcome.milliseconds(50));
    results.put(prefix + "p99_ms", outcome.milliseconds(99));
    double answered = Math.max(1, outcome.answered());
    results.put(prefix + "server_cpu_ms", 1e3 * ofServer.secondsSince() / answered);
    results.put(prefix + "generator_cpu_ms", 1e3 * ofGenerator.secondsSince() / answered);
    results.put(prefix + "failed", outcome.failed() + outcome.refused());
    return outcome;
  }
}
