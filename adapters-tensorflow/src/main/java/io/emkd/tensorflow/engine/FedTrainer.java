package io.emkd.tensorflow.engine;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.ItemTransitions;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.ensemble.TargetRanker;
import io.emkd.domain.random.Seeds;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.device.ScoringThreads;
import io.emkd.tensorflow.graph.TrainableEnsembleGraph;
import io.emkd.tensorflow.graph.TrainingGraph;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.scoring.SkipMarkovPrior;
import io.emkd.tensorflow.graph.update.StepScalars;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/** Trains on batches as the graph's inputs, one graph run a step. Not thread-safe. */
public final class FedTrainer implements AutoCloseable {
  private static final long DROPOUT_STREAM = 0x64726F70;

  private final TrainingConfiguration configuration;
  private final long steps;
  private final TrainableEnsembleGraph graph;
  private final EnsembleSession session;
  private final TensorFlowScorer scorer;
  private final boolean holdsSizes;
  private FilledSizes sizes = FilledSizes.NONE;

  /**
   * @param itemCount V
   * @param attributeCount A
   * @param steps of the whole training
   */
  public FedTrainer(
      TrainingConfiguration configuration,
      int itemCount,
      int attributeCount,
      long steps,
      Device device) {
    this.configuration = configuration;
    Compilation compilation = device.compilation(configuration.ensemble().networks());
    this.holdsSizes = compilation == Compilation.PROGRAM;
    this.steps = steps;
    this.graph =
        new TrainableEnsembleGraph(
            configuration,
            itemCount,
            attributeCount,
            compilation,
            device.kernels(),
            device.ofNetworks());
    this.session =
        new EnsembleSession(graph, device.trainingSession(configuration.ensemble().networks()));
    this.scorer =
        new TensorFlowScorer(
            session,
            itemCount,
            configuration.ensemble().maxLength(),
            ScoringThreads.of(device, configuration.ensemble(), itemCount).concurrentRuns());
    session.initialize();
  }

  EnsembleSession session() {
    return session;
  }

  public LossTerms step(BatchFeed batch, long step) {
    return run(batch, step, true);
  }

  /**
   * Returns the loss terms at the present weights, with the dropout of step 0 and without an
   * update.
   */
  LossTerms of(BatchFeed batch) {
    return run(batch, 0, false);
  }

  private LossTerms run(BatchFeed batch, long step, boolean update) {
    TrainingGraph training = graph.training;
    Operand<TFloat32> fetched = update ? training.step() : training.losses();
    return feeding(
        batch,
        step,
        runner -> {
          try (Result result = runner.fetch(fetched).run()) {
            float[] terms = EnsembleSession.floats(result.get(0));
            return new LossTerms(terms[0], terms[1], terms[2], terms[3], terms[4], terms[5]);
          }
        });
  }

  /** Returns the gradient of the total at the present weights by parameter name. */
  Map<String, float[]> gradients(BatchFeed batch) {
    Map<String, Operand<TFloat32>> fetched = graph.training.gradients();
    return feeding(
        batch,
        0,
        runner -> {
          for (Operand<TFloat32> gradient : fetched.values()) {
            runner.fetch(gradient);
          }
          Map<String, float[]> gradients = new LinkedHashMap<>();
          try (Result result = runner.run()) {
            int index = 0;
            for (String name : fetched.keySet()) {
              gradients.put(name, EnsembleSession.floats(result.get(index++)));
            }
          }
          return gradients;
        });
  }

  private <R> R feeding(BatchFeed feed, long step, Function<Session.Runner, R> use) {
    StepTensors.StepValues values =
        new StepTensors.StepValues(
            Seeds.mix(configuration.seed(), DROPOUT_STREAM, step),
            StepScalars.Values.of(configuration, step, steps));
    int length = configuration.ensemble().maxLength();
    BatchFeed filled = fill(feed);
    try (StepTensors tensors = StepTensors.of(graph.training, filled, length, values)) {
      return use.apply(tensors.feed(session.session.runner()));
    }
  }

  private BatchFeed fill(BatchFeed feed) {
    int multiple = graph.training.maskedMultiple();
    sizes = holdsSizes ? sizes.holding(feed, multiple) : FilledSizes.of(feed, multiple);
    return sizes.fill(feed);
  }

  public List<OperationTime> profile(BatchFeed batch, long step) {
    return StepProfile.of(traced(batch, step));
  }

  /** Does a step and returns what TensorFlow noted of each operation. */
  RunMetadata traced(BatchFeed batch, long step) {
    RunOptions options =
        RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
    return feeding(
        batch,
        step,
        runner -> {
          try (Result result =
              runner.setOptions(options).fetch(graph.training.step()).runAndFetchMetadata()) {
            return result.getMetadata().orElseThrow();
          }
        });
  }

  /** Makes the scorer score with the present weights; to be asked for again after a step. */
  public void prepareScoring() {
    session.prepareScoring();
  }

  /** Takes what scoring adds to the networks' logits, until the end. */
  public void scoreWith(ItemTransitions transitions) {
    SkipMarkovPrior prior = graph.scoring.prior.orElseThrow();
    // Row by row: as one array they may be more than this process's heap.
    session.assign(prior.followers(), item -> floats(transitions.followers()[item]));
    session.assign(prior.weights(), item -> transitions.weights()[item]);
  }

  /** {@link io.emkd.domain.ensemble.EnsembleTrainer#learnFrom}. */
  public void learnFrom(Path weights) {
    session.restore(graph.teacherPersistence.orElseThrow(), SavedModelExport.weights(weights));
  }

  private static float[] floats(int[] numbers) {
    float[] floats = new float[numbers.length];
    for (int n = 0; n < floats.length; n++) {
      floats[n] = numbers[n];
    }
    return floats;
  }

  /** {@link TargetRanker#ranks} with the weights that scoring was last prepared for. */
  public int[] ranks(int[][] inputs, int[] targets, int[][] excluded) {
    return scorer.ranks(inputs, targets, excluded);
  }

  /** Returns what scores with the weights that scoring was last prepared for. */
  TensorFlowScorer scorer() {
    return scorer;
  }

  public void saveWeights(Path directory) {
    session.save(graph.weightPersistence(), directory);
  }

  public void saveCheckpoint(Path directory) {
    session.assign(
        graph.sizesAssignment, new float[] {sizes.masked(), sizes.positions(), sizes.targets()});
    session.save(graph.checkpointPersistence, directory);
  }

  /** Goes on as what was saved would have, in the sizes that were compiled there. */
  public void restoreCheckpoint(Path directory) {
    session.restore(graph.checkpointPersistence, directory);
    try (Result result = session.session.runner().fetch(graph.filledSizes.value()).run()) {
      float[] held = EnsembleSession.floats(result.get(0));
      sizes = new FilledSizes((int) held[0], (int) held[1], (int) held[2]);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
