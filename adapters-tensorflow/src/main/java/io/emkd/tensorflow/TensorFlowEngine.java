package io.emkd.tensorflow;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.masking.Padding;
import io.emkd.domain.port.EnsembleEngine;
import io.emkd.domain.port.EnsembleScorer;
import io.emkd.domain.port.EnsembleTrainer;
import io.emkd.domain.port.SequenceEncoder;
import io.emkd.tensorflow.graph.EnsembleGraph;
import io.emkd.tensorflow.graph.PortableKernels;
import java.nio.file.Path;

/** Computes ensembles with TensorFlow on the chosen device. Thread-safe. */
public final class TensorFlowEngine implements EnsembleEngine {
  private final Device device;

  public TensorFlowEngine(Device device) {
    this.device = device;
  }

  @Override
  public EnsembleTrainer trainer(TrainingConfiguration configuration, ItemCatalogue catalogue) {
    return new TensorFlowTrainer(configuration, catalogue, device);
  }

  @Override
  public TrainedEnsemble load(Path directory, EnsembleConfiguration configuration, int itemCount) {
    EnsembleSession session =
        new EnsembleSession(
            EnsembleGraph.forScoring(configuration, itemCount, device.kernels()),
            device.servingSession());
    try {
      session.restore(session.graph.weightPersistence, SavedModelExport.weights(directory));
      session.prepareScoring();
      TensorFlowScorer scorer = new TensorFlowScorer(session, itemCount, configuration.maxLength());
      scorer.top(
          new int[][] {
            Padding.nextItemInput(new int[] {1}, configuration.maxLength(), itemCount + 1)
          },
          new int[][] {{}},
          1);
      return new Loaded(session, scorer);
    } catch (RuntimeException failed) {
      session.close();
      throw failed;
    }
  }

  @Override
  public void export(
      Path weights, EnsembleConfiguration configuration, int itemCount, Path target) {
    try (EnsembleGraph graph =
        EnsembleGraph.forScoring(configuration, itemCount, new PortableKernels())) {
      SavedModelExport.write(graph, weights, target);
    }
  }

  /**
   * Writes weights as they are before any training, for measurements; takes no more memory than
   * serving does.
   */
  public void generate(EnsembleConfiguration configuration, int itemCount, Path target) {
    try (EnsembleSession session =
        new EnsembleSession(
            EnsembleGraph.forScoring(configuration, itemCount, device.kernels()),
            device.servingSession())) {
      session.initialize();
      session.save(session.graph.weightPersistence, target);
    }
  }

  private record Loaded(EnsembleSession session, TensorFlowScorer scorerAndEncoder)
      implements TrainedEnsemble {
    @Override
    public EnsembleScorer scorer() {
      return scorerAndEncoder;
    }

    @Override
    public SequenceEncoder encoder() {
      return scorerAndEncoder;
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
