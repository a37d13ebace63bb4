package io.emkd.benchmarks;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelStore;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.tensorflow.engine.TensorFlowEngine;
import io.emkd.v1.DeleteModelRequest;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.ModelServiceGrpc.ModelServiceBlockingStub;
import io.emkd.v1.PromoteModelRequest;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RollBackModelRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Versions of a model of generated weights that are published, promoted, rolled back and deleted
 * while requests come at half of what the server can do; every eighth request is pinned.
 */
final class SwapBenchmark {
  private static final double SATURATION_SECONDS = 8;
  private static final int IN_FLIGHT = 256;
  private static final int PINNED_OF = 8;
  private static final String PINNED = GeneratedModel.NAME + "@1";

  /** Loading a version takes about as long of one processor. */
  private static final long PAUSE_MILLIS = 1000;

  /** After which memory counts. */
  private static final int SETTLING_SWAPS = 20;

  private final TensorFlowEngine engine;
  private final GeneratedModel model;
  private final double seconds;
  private final Consumer<String> progress;

  /** Of the serving versions, in their order; appended before the change is asked for. */
  private final List<Integer> serving = new CopyOnWriteArrayList<>(List.of(1));

  /** The last of {@link #serving} that certainly answers. */
  private final AtomicInteger settled = new AtomicInteger();

  private final LongAdder wrong = new LongAdder();

  public SwapBenchmark(
      TensorFlowEngine engine,
      TrainingConfiguration configuration,
      TrainingBenchmark.Data data,
      double seconds,
      Consumer<String> progress) {
    this.engine = engine;
    this.model = new GeneratedModel(configuration, data);
    this.seconds = seconds;
    this.progress = progress;
  }

  /** Results by key. */
  public Map<String, Number> run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("emkd-bench");
    try {
      progress.accept("generating weights");
      model.publish(engine, directory);
      try (BenchServer server = new BenchServer(directory, Map.of())) {
        return run(directory, server);
      }
    } finally {
      AtomicDirectory.delete(directory);
    }
  }

  private Map<String, Number> run(Path directory, BenchServer server)
      throws IOException, InterruptedException {
    LoadGenerator load = new LoadGenerator(server.channel, requests(), this::expect);
    progress.accept("measuring saturation");
    load.warmUp(IN_FLIGHT);
    LoadGenerator.Outcome saturated = load.closedLoop(IN_FLIGHT, SATURATION_SECONDS);
    progress.accept("swapping at 50 % of saturation for " + (long) seconds + " s");
    Swaps swaps = new Swaps(GeneratedModel.store(directory), server);
    swaps.start();
    LoadGenerator.Outcome outcome = load.openLoop(saturated.perSecond() / 2, seconds);
    swaps.end();
    Map<String, Number> results = new LinkedHashMap<>();
    results.put("sequences_per_second", saturated.perSecond());
    results.put("requests", outcome.answered() + outcome.refused() + outcome.failed());
    results.put("failed_requests", outcome.failed());
    results.put("refused_requests", outcome.refused());
    results.put("answers_of_wrong_versions", wrong.sum());
    results.put("swaps", swaps.done);
    results.put("p50_ms", outcome.milliseconds(50));
    results.put("p99_ms", outcome.milliseconds(99));
    results.put(
        "resident_bytes_without_heap_after_" + SETTLING_SWAPS + "_swaps", swaps.settledBytes);
    results.put("resident_bytes_without_heap_at_the_end", ProcessMemory.residentBytesWithoutHeap());
    return results;
  }

  private List<RecommendRequest> requests() {
    List<RecommendRequest> requests = new ArrayList<>(model.requests(GeneratedModel.NAME));
    List<RecommendRequest> pinned = model.requests(PINNED);
    for (int r = 0; r < requests.size(); r += PINNED_OF) {
      requests.set(r, pinned.get(r));
    }
    return requests;
  }

  private Consumer<RecommendResponse> expect(RecommendRequest request) {
    int first = settled.get();
    return response -> {
      boolean right =
          request.getModel().equals(PINNED)
              ? response.getVersion() == 1
              : serving.subList(first, serving.size()).contains(response.getVersion());
      if (!right) {
        wrong.increment();
      }
    };
  }

  /** Publishes a version, promotes it, rolls back, promotes it again, deletes the one before. */
  private final class Swaps extends Thread {
    private final ModelStore store;
    private final ModelServiceBlockingStub models;
    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile int done;
    private volatile long settledBytes;
    private volatile @Nullable RuntimeException failure;

    Swaps(ModelStore store, BenchServer server) {
      super("swaps");
      this.store = store;
      this.models = ModelServiceGrpc.newBlockingStub(server.channel);
    }

    @Override
    public void run() {
      try {
        ModelStore.StoredModel first = store.find(new ModelReference(GeneratedModel.NAME, 1));
        int before = 1;
        while (!ending.get()) {
          int next =
              model.publish(store, first.catalogue(), target -> copy(first.weights(), target));
          promote(next);
          swap(
              before,
              () ->
                  models.rollBackModel(
                      RollBackModelRequest.newBuilder().setName(GeneratedModel.NAME).build()));
          promote(next);
          if (before != 1) {
            models.deleteModel(DeleteModelRequest.newBuilder().setModel(reference(before)).build());
          }
          before = next;
        }
      } catch (RuntimeException failed) {
        failure = failed;
      }
    }

    private void promote(int version) {
      swap(
          version,
          () ->
              models.promoteModel(
                  PromoteModelRequest.newBuilder().setModel(reference(version)).build()));
    }

    private void swap(int version, Runnable change) {
      serving.add(version);
      change.run();
      settled.set(serving.size() - 1);
      // Written by this thread alone, read by others.
      int swaps = done + 1;
      done = swaps;
      if (swaps == SETTLING_SWAPS) {
        settledBytes = ProcessMemory.residentBytesWithoutHeap();
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException stopped) {
        ending.set(true);
      }
    }

    void end() throws InterruptedException {
      ending.set(true);
      join();
      if (failure != null) {
        throw failure;
      }
    }
  }

  private static String reference(int version) {
    return GeneratedModel.NAME + "@" + version;
  }

  /** The variables, not what the store adds. */
  private static void copy(Path from, Path target) {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("variables.")) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
