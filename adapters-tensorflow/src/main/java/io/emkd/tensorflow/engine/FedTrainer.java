package io.emkd.tensorflow.engine;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.ensemble.TargetRanker;
import io.emkd.domain.random.Seeds;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.device.ScoringThreads;
import io.emkd.tensorflow.graph.TrainableEnsembleGraph;
import io.emkd.tensorflow.graph.TrainingGraph;
import io.emkd.tensorflow.graph.update.AdamUpdate;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/** Trains on batches as the graph's inputs, one graph run a step. Not thread-safe. */
public final class FedTrainer implements AutoCloseable {
  private static final long DROPOUT_STREAM = 0x64726F70;

  private final TrainingConfiguration configuration;
  private final TrainableEnsembleGraph graph;
  private final EnsembleSession session;
  private final TensorFlowScorer scorer;

  /**
   * @param itemCount V
   * @param attributeCount A
   */
  public FedTrainer(
      TrainingConfiguration configuration, int itemCount, int attributeCount, Device device) {
    this.configuration = configuration;
    this.graph =
        new TrainableEnsembleGraph(
            configuration,
            itemCount,
            attributeCount,
            device.name().equals("cpu"),
            device.kernels());
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

  /** Returns what K has to be a multiple of. */
  public int maskedMultiple() {
    return graph.training.maskedMultiple;
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
    return feeding(
        batch,
        step,
        runner -> {
          if (update) {
            runner.addTarget(training.update.operation);
          }
          try (Result result = runner.fetch(training.losses).run()) {
            float[] terms = EnsembleSession.floats(result.get(0));
            return new LossTerms(terms[0], terms[1], terms[2], terms[3], terms[4], terms[5]);
          }
        });
  }

  /** Returns the gradient of the total at the present weights by parameter name. */
  Map<String, float[]> gradients(BatchFeed batch) {
    TrainingGraph training = graph.training;
    return feeding(
        batch,
        0,
        runner -> {
          for (Operand<TFloat32> gradient : training.gradients.values()) {
            runner.fetch(gradient);
          }
          Map<String, float[]> gradients = new LinkedHashMap<>();
          try (Result result = runner.run()) {
            int index = 0;
            for (String name : training.gradients.keySet()) {
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
            AdamUpdate.stepSize(configuration.schedule().learningRate(), step),
            AdamUpdate.epsilon(step));
    int length = configuration.ensemble().maxLength();
    try (StepTensors tensors = StepTensors.of(graph.training, feed, length, values)) {
      return use.apply(tensors.feed(session.session.runner()));
    }
  }

  public List<OperationTime> profile(BatchFeed batch, long step) {
    return feeding(
        batch,
        step,
        runner -> {
          RunOptions options =
              RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
          try (Result result =
              runner
                  .setOptions(options)
                  .addTarget(graph.training.update.operation)
                  .runAndFetchMetadata()) {
            return StepProfile.of(result.getMetadata().orElseThrow());
          }
        });
  }

  /** Makes the scorer score with the present weights; to be asked for again after a step. */
  public void prepareScoring() {
    session.prepareScoring();
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
    session.save(graph.weightPersistence, directory);
  }

  public void saveCheckpoint(Path directory) {
    session.save(graph.checkpointPersistence, directory);
  }

  public void restoreCheckpoint(Path directory) {
    session.restore(graph.checkpointPersistence, directory);
  }

  @Override
  public void close() {
    session.close();
  }
}
