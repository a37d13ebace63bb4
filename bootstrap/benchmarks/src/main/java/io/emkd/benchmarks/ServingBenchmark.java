package io.emkd.benchmarks;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.engine.TensorFlowEngine;
import io.emkd.tensorflow.index.IndexRecall;
import io.emkd.tensorflow.index.IndexSettings;
import io.emkd.v1.RecommendRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures Recommend over a socket with generated weights, client and server in one process on one
 * machine; batched, and beside it one graph run a request.
 */
final class ServingBenchmark {
  private static final int IN_FLIGHT = 256;
  private static final int UNBATCHED_IN_FLIGHT = 8;

  private static final int BESIDE_TRAINING_PERCENT = 25;

  private final Device device;
  private final IndexSettings index;
  private final TrainingConfiguration configuration;
  private final TrainingBenchmark.Data data;
  private final GeneratedModel model;
  private final double seconds;
  private final Map<String, EnsembleEngine> trainingEngines;
  private final Consumer<String> progress;

  /**
   * @param index when the server ranks by an index; one run a request and the bare run are exact
   * @param itemRank in how many directions the item heads vary; 0 in all
   * @param seconds of each measurement
   * @param trainingEngines which train beside Recommend, by what results call them; may be empty
   * @param progress told what is measured
   */
  public ServingBenchmark(
      Device device,
      IndexSettings index,
      TrainingConfiguration configuration,
      TrainingBenchmark.Data data,
      int itemRank,
      double seconds,
      Map<String, EnsembleEngine> trainingEngines,
      Consumer<String> progress) {
    this.device = device;
    this.index = index;
    this.configuration = configuration;
    this.data = data;
    this.model = new GeneratedModel(configuration, data, itemRank);
    this.seconds = seconds;
    this.trainingEngines = trainingEngines;
    this.progress = progress;
  }

  /** Results by key: rates a second, latencies in milliseconds. */
  public Map<String, Number> run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("emkd-bench");
    try {
      Map<String, Number> results = new LinkedHashMap<>();
      Path version = generate(directory, results);
      List<RecommendRequest> requests = model.requests(GeneratedModel.NAME);
      progress.accept("measuring the graph run alone");
      // Freed before the server loads its own: a large model is there once.
      try (EnsembleEngine.TrainedEnsemble ensemble =
          new TensorFlowEngine(device, IndexSettings.NEVER)
              .load(version, configuration.ensemble(), data.items())) {
        model.bareRun(ensemble.scorer()).measure(seconds, results);
      }
      LoadGenerator.Outcome unbatched =
          serving(
              directory,
              Map.of("emkd.scoring-batch-size", 1, "emkd.index-threshold", 0),
              requests,
              (server, load) -> unbatched(load, results));
      LoadGenerator.Outcome saturated =
          serving(
              directory,
              indexFlags(),
              requests,
              (server, load) -> batched(server, load, results, unbatched));
      for (Map.Entry<String, EnsembleEngine> training : trainingEngines.entrySet()) {
        serving(
            directory,
            indexFlags(),
            requests,
            (server, load) ->
                besideTraining(load, results, saturated, training.getKey(), training.getValue()));
      }
      return results;
    } finally {
      AtomicDirectory.delete(directory);
    }
  }

  private LoadGenerator.Outcome unbatched(LoadGenerator load, Map<String, Number> results)
      throws InterruptedException {
    progress.accept("measuring one graph run a request");
    load.warmUp(UNBATCHED_IN_FLIGHT);
    LoadGenerator.Outcome outcome = load.closedLoop(UNBATCHED_IN_FLIGHT, seconds);
    LoadGenerator.Outcome idle = load.closedLoop(1, seconds);
    results.put("unbatched_sequences_per_second", outcome.perSecond());
    results.put("unbatched_idle_p50_ms", idle.milliseconds(50));
    return new LoadGenerator.Outcome(
        idle.latencies(), 0, 0, 0, outcome.failed() + idle.failed() + outcome.refused());
  }

  private LoadGenerator.Outcome batched(
      BenchServer server,
      LoadGenerator load,
      Map<String, Number> results,
      LoadGenerator.Outcome unbatched)
      throws InterruptedException {
    progress.accept("warming up");
    results.put("cold_sequences_per_second", load.warmUp(IN_FLIGHT).perSecond());
    progress.accept("measuring idle latency");
    long failed = unbatched.failed() + IdleCall.measure(server, load, model, seconds, results);
    progress.accept("measuring saturation");
    LoadGenerator.Outcome saturated = load.closedLoop(IN_FLIGHT, seconds);
    results.put("sequences_per_second", saturated.perSecond());
    failed += saturated.failed() + saturated.refused();
    for (int percent : new int[] {25, 50, 80}) {
      progress.accept("measuring " + percent + " % of saturation");
      GcPauses pauses = new GcPauses();
      LoadGenerator.Outcome outcome = load.openLoop(saturated.perSecond() * percent / 100, seconds);
      pauses.stop();
      String prefix = percent == 80 ? "" : "load_" + percent + "_";
      results.put(prefix + "p50_ms", outcome.milliseconds(50));
      results.put(prefix + "p99_ms", outcome.milliseconds(99));
      results.put(prefix + "p999_ms", outcome.milliseconds(99.9));
      results.put(prefix + "gc_pauses", pauses.count());
      results.put(prefix + "gc_longest_pause_ms", pauses.longestMillis());
      failed += outcome.failed() + outcome.refused();
    }
    progress.accept("measuring 200 % of saturation");
    // Refusing is compiled too, once it has happened often.
    load.openLoop(2 * saturated.perSecond(), seconds);
    LoadGenerator.Outcome overload = load.openLoop(2 * saturated.perSecond(), seconds);
    results.put("overload_answered_per_second", overload.perSecond());
    results.put("overload_refused", overload.refused());
    results.put("overload_failed", overload.failed());
    results.put("overload_p50_ms", overload.milliseconds(50));
    results.put("overload_p99_ms", overload.milliseconds(99));
    results.put("failed_requests", failed);
    return saturated;
  }

  /** At the rate whose latency without a training is {@code load_25_*}. */
  private LoadGenerator.Outcome besideTraining(
      LoadGenerator load,
      Map<String, Number> results,
      LoadGenerator.Outcome saturated,
      String training,
      EnsembleEngine engine)
      throws InterruptedException {
    progress.accept("measuring beside a training, " + training);
    try (BackgroundTraining running = new BackgroundTraining(engine, configuration, data)) {
      running.awaitWarm();
      double rate = saturated.perSecond() * BESIDE_TRAINING_PERCENT / 100;
      load.openLoop(rate, seconds);
      LoadGenerator.Outcome outcome = load.openLoop(rate, seconds);
      String prefix = "beside_training_" + training + "_";
      results.put(prefix + "p50_ms", outcome.milliseconds(50));
      results.put(prefix + "p99_ms", outcome.milliseconds(99));
      results.put(prefix + "refused", outcome.refused());
      results.put(prefix + "failed", outcome.failed());
      results.put(prefix + "training_seconds_per_step", running.secondsPerStep());
      return outcome;
    }
  }

  private interface Measurement {
    LoadGenerator.Outcome measure(BenchServer server, LoadGenerator load)
        throws InterruptedException;
  }

  private Path generate(Path directory, Map<String, Number> results) {
    progress.accept("generating weights" + (index.covers(data.items()) ? " and an index" : ""));
    long start = System.nanoTime();
    Path version = model.publish(new TensorFlowEngine(device, index), directory);
    results.put("publish_seconds", (System.nanoTime() - start) / 1e9);
    if (index.covers(data.items())) {
      IndexRecall recall = IndexRecall.read(version);
      recall
          .byBreadth()
          .forEach((breadth, share) -> results.put("recall_at_10_breadth_" + breadth, share));
      results.put("index_breadth", recall.breadth(index.recall()).orElse(0));
    }
    return version;
  }

  private Map<String, Object> indexFlags() {
    return Map.of("emkd.index-threshold", index.threshold(), "emkd.index-recall", index.recall());
  }

  private LoadGenerator.Outcome serving(
      Path directory,
      Map<String, Object> settings,
      List<RecommendRequest> requests,
      Measurement measurement)
      throws InterruptedException {
    try (BenchServer server = new BenchServer(directory, settings)) {
      return measurement.measure(
          server, new LoadGenerator(server.channel, requests, request -> response -> {}));
    }
  }
}
