package io.emkd.tensorflow.engine;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.ensemble.ItemSimilarity;
import io.emkd.domain.ensemble.NetworkScorer;
import io.emkd.domain.ensemble.TargetRanker;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.device.ScoringThreads;
import io.emkd.tensorflow.graph.EnsembleGraph;
import io.emkd.tensorflow.graph.ScoredEnsembleGraph;
import io.emkd.tensorflow.graph.kernel.PortableKernels;
import io.emkd.tensorflow.index.IndexRecall;
import io.emkd.tensorflow.index.IndexSettings;
import io.emkd.tensorflow.index.ItemIndex;
import io.emkd.tensorflow.index.ItemVectors;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Computes ensembles with TensorFlow on the chosen device. Thread-safe. */
public final class TensorFlowEngine implements EnsembleEngine {
  private static final Logger LOG = LoggerFactory.getLogger(TensorFlowEngine.class);

  /** The share of the heap's limit that an index may take while it is built. */
  private static final double HEAP_SHARE = 0.8;

  private final Device device;
  private final IndexSettings index;
  private final WarmUp warmUp;

  /** Prepares what it loads for the default limits of scoring. */
  public TensorFlowEngine(Device device, IndexSettings index) {
    this(device, index, ScoringLimits.DEFAULT);
  }

  /**
   * @param limits the batches that what it loads will score
   */
  public TensorFlowEngine(Device device, IndexSettings index, ScoringLimits limits) {
    this.device = device;
    this.index = index;
    this.warmUp = new WarmUp(limits);
  }

  @Override
  public EnsembleTrainer trainer(
      TrainingConfiguration configuration, ItemCatalogue catalogue, long steps) {
    return new TensorFlowTrainer(configuration, catalogue, steps, device);
  }

  @Override
  public TrainedEnsemble load(Path directory, EnsembleConfiguration configuration, int itemCount) {
    Loaded exact = loadExact(SavedModelExport.weights(directory), configuration, itemCount);
    try {
      warmUp.run(exact.scorer);
      return isIndexed(configuration, itemCount) ? withIndex(exact, directory) : exact;
    } catch (RuntimeException failed) {
      exact.close();
      throw failed;
    }
  }

  /** An index knows item vectors alone, so what counts transitions beside them has none. */
  private boolean isIndexed(EnsembleConfiguration configuration, int itemCount) {
    return index.covers(itemCount) && !configuration.addsSkipMarkov();
  }

  private Loaded loadExact(Path weights, EnsembleConfiguration configuration, int itemCount) {
    ScoringThreads threads = ScoringThreads.of(device, configuration, itemCount);
    EnsembleSession session =
        new EnsembleSession(
            new ScoredEnsembleGraph(configuration, itemCount, device.kernels()),
            device.scoringSession(threads));
    try {
      session.restore(session.graph.weightPersistence(), weights);
      TensorFlowScorer scorer =
          new TensorFlowScorer(
              session, itemCount, configuration.maxLength(), threads.concurrentRuns());
      return new Loaded(session, scorer, scorer, Optional.empty());
    } catch (RuntimeException failed) {
      session.close();
      throw failed;
    }
  }

  /** Says in the log what becomes of the index, since answers depend on it. */
  private Loaded withIndex(Loaded exact, Path directory) {
    if (!ItemIndex.isIn(directory)) {
      LOG.warn(
          "{} has no index of items, so its {} items are ranked exactly",
          directory,
          exact.scorer.itemCount());
      return exact;
    }
    IndexRecall recall = IndexRecall.read(directory);
    OptionalInt breadth = recall.breadth(index.recall());
    if (breadth.isEmpty()) {
      LOG.warn(
          "the index of items in {} reaches recall@10 of {} by breadth, not {}:"
              + " items are ranked exactly",
          directory,
          recall.byBreadth(),
          index.recall());
      return exact;
    }
    ItemIndex opened = ItemIndex.open(directory, exact.scorer.itemCount());
    LOG.info(
        "recommendations come from the index of items in {}, with recall@10 of {} at breadth {}",
        directory,
        recall.byBreadth().get(breadth.getAsInt()),
        breadth.getAsInt());
    IndexedScorer scorer = new IndexedScorer(exact.encoder, opened, breadth.getAsInt());
    try {
      warmUp.run(scorer);
    } catch (RuntimeException failed) {
      opened.close();
      throw failed;
    }
    return new Loaded(exact.session, exact.encoder, scorer, Optional.of(opened));
  }

  @Override
  public void export(
      Path weights,
      EnsembleConfiguration configuration,
      int itemCount,
      int[][] sampleInputs,
      Path target) {
    try (EnsembleGraph graph =
        new ScoredEnsembleGraph(configuration, itemCount, new PortableKernels())) {
      SavedModelExport.write(graph, weights, target);
    }
    buildIndex(weights, configuration, itemCount, sampleInputs, target);
  }

  private void buildIndex(
      Path weights,
      EnsembleConfiguration configuration,
      int itemCount,
      int[][] sampleInputs,
      Path target) {
    if (!isIndexed(configuration, itemCount)) {
      return;
    }
    int width = configuration.networks() * configuration.hiddenSize();
    long needed = ItemVectors.heapBytes(itemCount, width);
    long available = (long) (HEAP_SHARE * Runtime.getRuntime().maxMemory());
    if (needed > available) {
      // A training that took days is not lost for it.
      LOG.warn(
          "an index of {} items would take {} MB of the heap, of which it may have {} (-Xmx):"
              + " this version has none and is ranked exactly",
          itemCount,
          needed >> 20,
          available >> 20);
      return;
    }
    LOG.info("building an index of {} items", itemCount);
    ItemVectors vectors;
    float[][] states = new float[sampleInputs.length][];
    TopItems[] exact = new TopItems[sampleInputs.length];
    try (Loaded loaded = loadExact(weights, configuration, itemCount)) {
      for (int s = 0; s < sampleInputs.length; s++) {
        int[][] input = {sampleInputs[s]};
        states[s] = loaded.encoder.lastHiddenStates(input)[0];
        exact[s] = loaded.encoder.top(input, new int[][] {{}}, IndexRecall.CUTOFF)[0];
      }
      vectors = loaded.encoder.itemVectors();
    }
    ItemIndex.build(vectors, target);
    try (ItemIndex built = ItemIndex.open(target, itemCount)) {
      IndexRecall recall = IndexRecall.measure(built, states, exact);
      recall.write(target);
      LOG.info("recall@10 of the index of items by breadth: {}", recall.byBreadth());
    }
  }

  /**
   * Writes weights as they are before any training, for measurements; takes little more memory than
   * serving does.
   *
   * @param itemRank in how many directions the item heads vary, the same of all networks; 0 in all,
   *     each network in its own, which leaves an index nothing to go by
   */
  public void generate(
      EnsembleConfiguration configuration,
      int itemCount,
      int itemRank,
      int[][] sampleInputs,
      Path target) {
    ScoredEnsembleGraph graph = new ScoredEnsembleGraph(configuration, itemCount, device.kernels());
    ScoringThreads threads = ScoringThreads.of(device, configuration, itemCount);
    try (EnsembleSession session = new EnsembleSession(graph, device.scoringSession(threads))) {
      session.initialize();
      if (itemRank > 0) {
        session.session.runner().addTarget(graph.lowRankHeads(itemRank)).run().close();
      }
      session.save(graph.weightPersistence(), target);
    }
    buildIndex(target, configuration, itemCount, sampleInputs, target);
  }

  private record Loaded(
      EnsembleSession session,
      TensorFlowScorer encoder,
      EnsembleScorer scorer,
      Optional<ItemIndex> index)
      implements TrainedEnsemble {
    @Override
    public NetworkScorer networks() {
      return encoder;
    }

    @Override
    public ItemSimilarity similarity() {
      return encoder;
    }

    @Override
    public TargetRanker ranker() {
      return encoder;
    }

    @Override
    public void close() {
      index.ifPresent(ItemIndex::close);
      session.close();
    }
  }
}
