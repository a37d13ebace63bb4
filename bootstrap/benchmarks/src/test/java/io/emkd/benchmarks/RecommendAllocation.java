package io.emkd.benchmarks;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemStore;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.recommendation.ColdStart;
import io.emkd.domain.recommendation.History;
import io.emkd.domain.recommendation.InactiveItems;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.domain.recommendation.Selection;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.ServingObserver;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.engine.TensorFlowEngine;
import io.emkd.tensorflow.index.IndexSettings;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What a recommendation allocates on the Java side, layer by layer, at beauty's size: {@code
 * gc.alloc.rate.norm} is bytes a call, of all threads of the process. Run by {@code mvn -q -pl
 * bootstrap/benchmarks -am test-compile exec:exec@allocation}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 4)
@Measurement(iterations = 5, time = 3)
public class RecommendAllocation {
  private static final TrainingConfiguration CONFIGURATION = Preset.BEAUTY.configuration();
  private static final TrainingBenchmark.Data DATA = new TrainingBenchmark.Data(12101, 637, 10);

  private final GeneratedModel model = new GeneratedModel(CONFIGURATION, DATA);
  private Path directory;
  private EnsembleEngine.TrainedEnsemble ensemble;
  private ServedModels served;
  private RecommendItems recommendItems;
  private BenchServer server;
  private List<int[]> sequences;
  private List<RecommendRequest> requests;
  private int next;

  @Setup
  public void start() throws IOException {
    directory = Files.createTempDirectory("emkd-allocation");
    TensorFlowEngine engine = new TensorFlowEngine(Device.choose("cpu", 0), IndexSettings.NEVER);
    Path version = model.publish(engine, directory);
    sequences = model.sequences();
    requests = model.requests(GeneratedModel.NAME);
    ensemble = engine.load(version, CONFIGURATION.ensemble(), DATA.items());
    served =
        new ServedModels(
            GeneratedModel.store(directory),
            engine,
            ScoringLimits.DEFAULT,
            1,
            ServingObserver.NONE);
    recommendItems = new RecommendItems(null, served, new InactiveItems(new EveryItemActive()));
    server = new BenchServer(directory, Map.of());
  }

  @TearDown
  public void stop() throws IOException {
    server.close();
    served.close();
    ensemble.close();
    AtomicDirectory.delete(directory);
  }

  private int following() {
    return next++ & (GeneratedModel.SEQUENCES - 1);
  }

  /** TensorFlow's run of one sequence, with its tensors. */
  @Benchmark
  public TopItems[] graphRun() {
    int[] sequence = sequences.get(following());
    return ensemble
        .scorer()
        .top(new int[][] {model.input(sequence)}, new int[][] {sequence}, GeneratedModel.COUNT);
  }

  /** The use case around it: history, selection, queue, titles. */
  @Benchmark
  public RecommendItems.Recommendation useCase() {
    List<String> items = requests.get(following()).getItems().getItemIdsList();
    return recommendItems
        .recommend(
            new RecommendItems.Request(
                new ModelReference(GeneratedModel.NAME, 0),
                History.ofItems(items),
                Selection.best(GeneratedModel.COUNT),
                ColdStart.POPULARITY,
                OptionalLong.empty()))
        .join();
  }

  /** The whole call over a socket, client and server. */
  @Benchmark
  public RecommendResponse call() {
    return RecommendationServiceGrpc.newBlockingStub(server.channel)
        .recommend(requests.get(following()));
  }

  /** A call over a socket that computes nothing, client and server. */
  @Benchmark
  public HealthCheckResponse emptyCall() {
    return HealthGrpc.newBlockingStub(server.channel)
        .check(HealthCheckRequest.getDefaultInstance());
  }

  private static final class EveryItemActive implements ItemStore {
    @Override
    public void upsert(String dataset, List<Item> items) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void setActive(String dataset, List<String> itemIds, boolean active) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> inactive(String dataset) {
      return Set.of();
    }
  }

  public static void main(String[] arguments) throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(RecommendAllocation.class.getName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }
}
