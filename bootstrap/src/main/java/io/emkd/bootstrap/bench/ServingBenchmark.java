package io.emkd.bootstrap.bench;

import io.emkd.bootstrap.server.EmkdServer;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.data.DatasetSummary;
import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.data.ItemPopularity;
import io.emkd.domain.masking.Padding;
import io.emkd.domain.model.ModelManifest;
import io.emkd.domain.port.EnsembleEngine;
import io.emkd.domain.port.EnsembleTrainer;
import io.emkd.storage.files.ArtifactModelStore;
import io.emkd.storage.files.LocalArtifacts;
import io.emkd.storage.files.Sharing;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Measures Recommend over a socket with generated weights, client and server in one process on one
 * machine; batched, and beside it one graph run a request.
 */
public final class ServingBenchmark {
  private static final String MODEL = "bench";
  private static final int COUNT = 10;
  private static final int SEQUENCES = 4096;
  private static final int IN_FLIGHT = 256;
  private static final int UNBATCHED_IN_FLIGHT = 8;

  private static final int BESIDE_TRAINING_PERCENT = 25;

  private final EnsembleEngine engine;
  private final TrainingConfiguration configuration;
  private final TrainingBenchmark.Data data;
  private final double seconds;
  private final Map<String, EnsembleEngine> trainingEngines;
  private final Consumer<String> progress;

  /**
   * @param seconds of each measurement
   * @param trainingEngines which train beside Recommend, by what results call them; may be empty
   * @param progress told what is measured
   */
  public ServingBenchmark(
      EnsembleEngine engine,
      TrainingConfiguration configuration,
      TrainingBenchmark.Data data,
      double seconds,
      Map<String, EnsembleEngine> trainingEngines,
      Consumer<String> progress) {
    this.engine = engine;
    this.configuration = configuration;
    this.data = data;
    this.seconds = seconds;
    this.trainingEngines = trainingEngines;
    this.progress = progress;
  }

  /** Results by key: rates a second, latencies in milliseconds. */
  public Map<String, Number> run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("emkd-bench");
    try {
      Map<String, Number> results = new LinkedHashMap<>();
      publish(directory.resolve("models"));
      bare(directory, results);
      List<RecommendRequest> requests = requests();
      LoadGenerator.Outcome unbatched =
          serving(directory, 1, requests, results, load -> unbatched(load, results));
      LoadGenerator.Outcome saturated =
          serving(directory, 0, requests, results, load -> batched(load, results, unbatched));
      for (String training : trainingEngines.keySet()) {
        serving(
            directory,
            0,
            requests,
            results,
            load -> besideTraining(load, results, saturated, training));
      }
      return results;
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void publish(Path models) {
    progress.accept("generating weights");
    ItemCatalogue catalogue = TrainingBenchmark.catalogue(data);
    try (EnsembleTrainer trainer = engine.trainer(configuration, catalogue)) {
      new ArtifactModelStore(new LocalArtifacts(models, Sharing.ONE_PROCESS))
          .publish(
              new ModelManifest(
                  MODEL,
                  0,
                  "",
                  Instant.now(),
                  MODEL,
                  new DatasetSummary(0, data.items(), 0, data.attributes()),
                  "",
                  configuration,
                  0,
                  Map.of(),
                  Map.of("weights", "generated")),
              catalogue,
              ItemPopularity.UNKNOWN,
              trainer::saveWeights);
    }
  }

  /** The graph run alone, without a server. */
  private void bare(Path directory, Map<String, Number> results) {
    progress.accept("measuring the graph run alone");
    EnsembleConfiguration shape = configuration.ensemble();
    try (EnsembleEngine.TrainedEnsemble ensemble =
        engine.load(directory.resolve("models").resolve(MODEL).resolve("1"), shape, data.items())) {
      int[][] inputs = new int[SEQUENCES][];
      List<int[]> sequences = sequences();
      for (int s = 0; s < SEQUENCES; s++) {
        inputs[s] = Padding.nextItemInput(sequences.get(s), shape.maxLength(), data.items() + 1);
      }
      for (int batch : new int[] {1, 128}) {
        Histogram latencies = new Histogram(3);
        long runs = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < seconds * 1e9) {
          int first = (int) (runs++ * batch % SEQUENCES);
          long sent = System.nanoTime();
          ensemble
              .scorer()
              .top(
                  java.util.Arrays.copyOfRange(inputs, first, first + batch),
                  new int[batch][0],
                  COUNT);
          latencies.recordValue(System.nanoTime() - sent);
        }
        results.put("bare_batch_" + batch + "_p50_ms", latencies.getValueAtPercentile(50) / 1e6);
        results.put(
            "bare_batch_" + batch + "_sequences_per_second",
            runs * batch / ((System.nanoTime() - start) / 1e9));
      }
    }
  }

  private LoadGenerator.Outcome unbatched(LoadGenerator load, Map<String, Number> results) {
    progress.accept("measuring one graph run a request");
    load.closedLoop(UNBATCHED_IN_FLIGHT, seconds);
    LoadGenerator.Outcome outcome = load.closedLoop(UNBATCHED_IN_FLIGHT, seconds);
    LoadGenerator.Outcome idle = load.closedLoop(1, seconds);
    results.put("unbatched_sequences_per_second", outcome.perSecond());
    results.put("unbatched_idle_p50_ms", idle.milliseconds(50));
    return new LoadGenerator.Outcome(
        idle.latencies(), 0, 0, 0, outcome.failed() + idle.failed() + outcome.refused());
  }

  private LoadGenerator.Outcome batched(
      LoadGenerator load, Map<String, Number> results, LoadGenerator.Outcome unbatched) {
    progress.accept("measuring idle latency");
    load.closedLoop(IN_FLIGHT, seconds);
    LoadGenerator.Outcome idle = load.closedLoop(1, seconds);
    results.put("idle_p50_ms", idle.milliseconds(50));
    progress.accept("measuring saturation");
    LoadGenerator.Outcome saturated = load.closedLoop(IN_FLIGHT, seconds);
    results.put("sequences_per_second", saturated.perSecond());
    long failed = unbatched.failed() + idle.failed() + saturated.failed() + saturated.refused();
    for (int percent : new int[] {25, 50, 80}) {
      progress.accept("measuring " + percent + " % of saturation");
      LoadGenerator.Outcome outcome = load.openLoop(saturated.perSecond() * percent / 100, seconds);
      String prefix = percent == 80 ? "" : "load_" + percent + "_";
      results.put(prefix + "p50_ms", outcome.milliseconds(50));
      results.put(prefix + "p99_ms", outcome.milliseconds(99));
      results.put(prefix + "p999_ms", outcome.milliseconds(99.9));
      failed += outcome.failed() + outcome.refused();
    }
    progress.accept("measuring 200 % of saturation");
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
      String training)
      throws InterruptedException {
    progress.accept("measuring beside a training, " + training);
    try (BackgroundTraining running =
        new BackgroundTraining(trainingEngines.get(training), configuration, data)) {
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
    LoadGenerator.Outcome measure(LoadGenerator load) throws InterruptedException;
  }

  /**
   * @param batchSize of the server; 0 leaves the default
   */
  private LoadGenerator.Outcome serving(
      Path directory,
      int batchSize,
      List<RecommendRequest> requests,
      Map<String, Number> results,
      Measurement measurement)
      throws InterruptedException {
    Map<String, Object> flags = new LinkedHashMap<>();
    flags.put("emkd.port", 0);
    flags.put("emkd.metrics-port", -1);
    flags.put("emkd.data-dir", directory.toString());
    if (batchSize > 0) {
      flags.put("emkd.scoring-batch-size", batchSize);
    }
    try (EmkdServer server = EmkdServer.start(flags, Optional.empty())) {
      ManagedChannel channel =
          Grpc.newChannelBuilder("localhost:" + server.port(), InsecureChannelCredentials.create())
              .directExecutor()
              .build();
      try {
        emptyCall(channel, results);
        return measurement.measure(new LoadGenerator(channel, requests));
      } finally {
        channel.shutdownNow();
      }
    }
  }

  /** What a call costs here that computes nothing: a health check. */
  private void emptyCall(ManagedChannel channel, Map<String, Number> results) {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
    Histogram latencies = new Histogram(3);
    long start = System.nanoTime();
    while (System.nanoTime() - start < seconds * 1e9) {
      long sent = System.nanoTime();
      health.check(HealthCheckRequest.getDefaultInstance());
      latencies.recordValue(System.nanoTime() - sent);
    }
    results.put("empty_call_p50_ms", latencies.getValueAtPercentile(50) / 1e6);
  }

  private List<RecommendRequest> requests() {
    List<RecommendRequest> requests = new ArrayList<>();
    for (int[] sequence : sequences()) {
      ItemSequence.Builder items = ItemSequence.newBuilder();
      for (int item : sequence) {
        items.addItemIds("i" + item);
      }
      requests.add(
          RecommendRequest.newBuilder().setModel(MODEL).setItems(items).setCount(COUNT).build());
    }
    return requests;
  }

  private List<int[]> sequences() {
    SplittableRandom random = new SplittableRandom(4);
    int length = configuration.ensemble().maxLength();
    int spread = Math.max(1, (int) Math.round(2 * (length - data.meanLength())));
    List<int[]> sequences = new ArrayList<>();
    for (int s = 0; s < SEQUENCES; s++) {
      int size = Math.max(1, length - 1 - random.nextInt(spread + 1));
      sequences.add(random.ints(size, 1, data.items() + 1).toArray());
    }
    return sequences;
  }
}
