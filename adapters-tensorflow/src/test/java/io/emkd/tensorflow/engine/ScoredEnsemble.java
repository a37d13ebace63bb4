package io.emkd.tensorflow.engine;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.device.ScoringThreads;
import io.emkd.tensorflow.graph.ScoredEnsembleGraph;
import io.emkd.tensorflow.graph.kernel.Kernels;
import java.nio.file.Path;

/** An ensemble with initial weights that scores on a CPU, with the kernels that a test names. */
public final class ScoredEnsemble implements AutoCloseable {
  private final EnsembleSession session;
  private final TensorFlowScorer scorer;

  public ScoredEnsemble(EnsembleConfiguration shape, int items, Kernels kernels) {
    Device cpu = Device.choose("cpu", 0);
    session =
        new EnsembleSession(
            new ScoredEnsembleGraph(shape, items, kernels),
            cpu.scoringSession(ScoringThreads.of(cpu, shape, items)));
    session.initialize();
    session.prepareScoring();
    scorer = new TensorFlowScorer(session, items, shape.maxLength(), 1);
  }

  public void saveWeights(Path directory) {
    session.save(session.graph.weightPersistence(), directory);
  }

  public void restoreWeights(Path directory) {
    session.restore(session.graph.weightPersistence(), directory);
  }

  /** Returns [B][V+1]. */
  public float[][] scores(int[][] inputs) {
    return scorer.scores(inputs);
  }

  /** Returns the item numbers and scores of the {@code count} best of each sequence. */
  public Best top(int[][] inputs, int count) {
    var top = scorer.top(inputs, new int[inputs.length][0], count);
    int[][] items = new int[top.length][];
    float[][] scores = new float[top.length][];
    for (int b = 0; b < top.length; b++) {
      items[b] = top[b].items();
      scores[b] = top[b].scores();
    }
    return new Best(items, scores);
  }

  /** The best items of sequences, best first: both [B][count]. */
  public record Best(int[][] items, float[][] scores) {}

  /** Returns of each network the states of all positions, [N][B*T*d]. */
  public float[][] hiddenStates(int[][] inputs) {
    return scorer.hiddenStates(inputs).networks();
  }

  /** Returns all networks' states of the last position, [B][N*d]. */
  public float[][] lastHiddenStates(int[][] inputs) {
    return scorer.lastHiddenStates(inputs);
  }

  @Override
  public void close() {
    session.close();
  }
}
