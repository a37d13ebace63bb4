package io.emkd.tensorflow.engine;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.ensemble.OperationTime;
import io.emkd.domain.random.Seeds;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.device.ScoringThreads;
import io.emkd.tensorflow.graph.EnsembleGraph;
import io.emkd.tensorflow.graph.TrainingGraph;
import io.emkd.tensorflow.graph.update.AdamUpdate;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Trains on batches as the graph's inputs, one graph run a step. Not thread-safe. */
public final class FedTrainer implements AutoCloseable {
  private static final long DROPOUT_STREAM = 0x64726F70;

  private final TrainingConfiguration configuration;
  private final EnsembleSession session;
  private final TensorFlowScorer scorer;

  /**
   * @param itemCount V
   * @param attributeCount A
   */
  public FedTrainer(
      TrainingConfiguration configuration, int itemCount, int attributeCount, Device device) {
    this.configuration = configuration;
    this.session =
        new EnsembleSession(
            EnsembleGraph.forTraining(
                configuration,
                itemCount,
                attributeCount,
                device.name().equals("cpu"),
                device.kernels()),
            device.trainingSession(configuration.ensemble().networks()));
    this.scorer =
        new TensorFlowScorer(
            session,
            itemCount,
            configuration.ensemble().maxLength(),
            ScoringThreads.of(device, configuration.ensemble(), itemCount).concurrentRuns());
    session.initialize();
  }

  public EnsembleSession session() {
    return session;
  }

  /** K has to be a multiple of it. */
  public int maskedMultiple() {
    return session.graph.training.maskedMultiple;
  }

  public LossTerms step(BatchFeed batch, long step) {
    return run(batch, step, true);
  }

  /** The loss terms at the present weights, with the dropout of step 0 and without an update. */
  public LossTerms of(BatchFeed batch) {
    return run(batch, 0, false);
  }

  private LossTerms run(BatchFeed batch, long step, boolean update) {
    TrainingGraph graph = session.graph.training;
    return feeding(
        batch,
        step,
        runner -> {
          if (update) {
            runner.addTarget(graph.update.operation);
          }
          try (Result result = runner.fetch(graph.losses).run()) {
            float[] terms = EnsembleSession.floats(result.get(0));
            return new LossTerms(terms[0], terms[1], terms[2], terms[3], terms[4], terms[5]);
          }
        });
  }

  /** By parameter name the gradient of the total at the present weights. */
  public Map<String, float[]> gradients(BatchFeed batch) {
    TrainingGraph graph = session.graph.training;
    return feeding(
        batch,
        0,
        runner -> {
          for (Operand<TFloat32> gradient : graph.gradients.values()) {
            runner.fetch(gradient);
          }
          Map<String, float[]> gradients = new LinkedHashMap<>();
          try (Result result = runner.run()) {
            int index = 0;
            for (String name : graph.gradients.keySet()) {
              gradients.put(name, EnsembleSession.floats(result.get(index++)));
            }
          }
          return gradients;
        });
  }

  private <R> R feeding(
      BatchFeed feed, long step, java.util.function.Function<Session.Runner, R> use) {
    int length = configuration.ensemble().maxLength();
    TrainingGraph graph = session.graph.training;
    int masked = feed.labels().length;
    try (TInt32 sequences = EnsembleSession.tensor(feed.sequences(), feed.rows(), length);
        TInt32 positions = EnsembleSession.tensor(feed.maskedPositions(), masked);
        TInt32 labels = EnsembleSession.tensor(feed.labels(), masked);
        TFloat32 weights = EnsembleSession.tensor(feed.weights(), masked);
        TInt32 sampledItems =
            EnsembleSession.tensor(feed.sampledItems(), feed.sampledItems().length);
        TFloat32 labelCorrections =
            EnsembleSession.tensor(feed.labelCorrections(), feed.labelCorrections().length);
        TFloat32 sampledCorrections =
            EnsembleSession.tensor(feed.sampledCorrections(), feed.sampledCorrections().length);
        TInt32 attributePositions =
            EnsembleSession.tensor(feed.attributePositions(), feed.attributePositions().length);
        TInt32 attributeTargets =
            EnsembleSession.tensor(feed.attributeTargets(), feed.attributeTargets().length / 2, 2);
        TInt64 seed = TInt64.scalarOf(Seeds.mix(configuration.seed(), DROPOUT_STREAM, step));
        TFloat32 stepSize =
            TFloat32.scalarOf(AdamUpdate.stepSize(configuration.schedule().learningRate(), step));
        TFloat32 epsilon = TFloat32.scalarOf(AdamUpdate.epsilon(step))) {
      Session.Runner runner =
          session
              .session
              .runner()
              .feed(graph.sequences, sequences)
              .feed(graph.maskedPositions, positions)
              .feed(graph.labels, labels)
              .feed(graph.weights, weights)
              .feed(graph.attributePositions, attributePositions)
              .feed(graph.attributeTargets, attributeTargets)
              .feed(graph.dropoutSeed, seed)
              .feed(graph.update.stepSize, stepSize)
              .feed(graph.update.epsilon, epsilon);
      if (configuration.loss().itemLoss().sampled()) {
        runner
            .feed(graph.sampled.items(), sampledItems)
            .feed(graph.sampled.labelCorrections(), labelCorrections)
            .feed(graph.sampled.itemCorrections(), sampledCorrections);
      }
      return use.apply(runner);
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
                  .addTarget(session.graph.training.update.operation)
                  .runAndFetchMetadata()) {
            return StepProfile.of(result.getMetadata().orElseThrow());
          }
        });
  }

  /** With the present weights; to be asked for again after a step. */
  public TensorFlowScorer scorer() {
    session.prepareScoring();
    return scorer;
  }

  public TensorFlowScorer encoder() {
    return scorer;
  }

  public void saveWeights(Path directory) {
    session.save(session.graph.weightPersistence, directory);
  }

  public void saveCheckpoint(Path directory) {
    session.save(session.graph.checkpointPersistence, directory);
  }

  public void restoreCheckpoint(Path directory) {
    session.restore(session.graph.checkpointPersistence, directory);
  }

  @Override
  public void close() {
    session.close();
  }
}
