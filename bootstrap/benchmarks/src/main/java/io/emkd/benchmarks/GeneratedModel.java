package io.emkd.benchmarks;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.ensemble.EncoderInput;
import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelStore;
import io.emkd.storage.artifact.ArtifactModelStore;
import io.emkd.storage.artifact.Sharing;
import io.emkd.storage.artifact.local.LocalArtifacts;
import io.emkd.tensorflow.engine.TensorFlowEngine;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A model of generated weights, and requests for it. */
public final class GeneratedModel {
  static final String NAME = "bench";
  static final int COUNT = 10;
  static final int SEQUENCES = 4096;
  private static final int SAMPLE_INPUTS = 256;

  private final TrainingConfiguration configuration;
  private final TrainingBenchmark.Data data;
  private final int itemRank;

  public GeneratedModel(TrainingConfiguration configuration, TrainingBenchmark.Data data) {
    this(configuration, data, 0);
  }

  /**
   * @param itemRank in how many directions the item heads vary; 0 in all
   */
  GeneratedModel(TrainingConfiguration configuration, TrainingBenchmark.Data data, int itemRank) {
    this.configuration = configuration;
    this.data = data;
    this.itemRank = itemRank;
  }

  /**
   * As the first version, below a server's data directory.
   *
   * @return the version's own directory
   */
  public Path publish(TensorFlowEngine engine, Path dataDirectory) {
    int version =
        publish(
            store(dataDirectory),
            TrainingBenchmark.catalogue(data),
            target ->
                engine.generate(
                    configuration.ensemble(), data.items(), itemRank, sampleInputs(), target));
    return dataDirectory.resolve("models").resolve(NAME).resolve(Integer.toString(version));
  }

  static ModelStore store(Path dataDirectory) {
    return new ArtifactModelStore(
        new LocalArtifacts(dataDirectory.resolve("models"), Sharing.ONE_PROCESS));
  }

  /** As the next version, which is given back. */
  int publish(ModelStore store, ItemCatalogue catalogue, Consumer<Path> weights) {
    ModelManifest manifest =
        new ModelManifest(
            NAME,
            0,
            "",
            Instant.now(),
            NAME,
            new DatasetSummary(0, data.items(), 0, data.attributes()),
            "",
            configuration,
            0,
            Map.of(),
            Map.of("weights", "generated"));
    return store.publish(manifest, catalogue, ItemPopularity.UNKNOWN, weights).version();
  }

  private int[][] sampleInputs() {
    return sequences().stream().limit(SAMPLE_INPUTS).map(this::input).toArray(int[][]::new);
  }

  /** What a scorer takes for a sequence of item numbers. */
  int[] input(int[] sequence) {
    return EncoderInput.after(sequence, configuration.ensemble().maxLength(), data.items() + 1)
        .items();
  }

  /** Of these sequences. */
  BareGraphRun bareRun(EnsembleScorer scorer) {
    List<int[]> sequences = sequences();
    return new BareGraphRun(scorer, sequences.stream().map(this::input).toList(), sequences);
  }

  /** Item numbers. */
  List<int[]> sequences() {
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

  /**
   * @param model {@code NAME}, or with a version
   */
  List<RecommendRequest> requests(String model) {
    List<RecommendRequest> requests = new ArrayList<>();
    for (int[] sequence : sequences()) {
      ItemSequence.Builder items = ItemSequence.newBuilder();
      for (int item : sequence) {
        items.addItemIds("i" + item);
      }
      requests.add(
          RecommendRequest.newBuilder().setModel(model).setItems(items).setCount(COUNT).build());
    }
    return requests;
  }
}
