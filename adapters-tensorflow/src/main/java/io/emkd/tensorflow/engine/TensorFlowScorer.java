package io.emkd.tensorflow.engine;

import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.ensemble.HiddenStates;
import io.emkd.domain.ensemble.ItemSimilarity;
import io.emkd.domain.ensemble.NetworkScorer;
import io.emkd.domain.ensemble.SequenceEncoder;
import io.emkd.domain.ensemble.TargetRanker;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.tensorflow.graph.scoring.ScoringGraph;
import io.emkd.tensorflow.graph.scoring.TopEntries;
import io.emkd.tensorflow.index.ItemVectors;
import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TInt32;

/** Scores and encodes with the weights that its session holds. Thread-safe. */
final class TensorFlowScorer
    implements EnsembleScorer, NetworkScorer, ItemSimilarity, TargetRanker, SequenceEncoder {
  private final EnsembleSession session;
  private final int itemCount;
  private final int maxLength;
  private final int concurrentRuns;

  TensorFlowScorer(EnsembleSession session, int itemCount, int maxLength, int concurrentRuns) {
    this.session = session;
    this.itemCount = itemCount;
    this.maxLength = maxLength;
    this.concurrentRuns = concurrentRuns;
  }

  @Override
  public int itemCount() {
    return itemCount;
  }

  @Override
  public int maxLength() {
    return maxLength;
  }

  @Override
  public int concurrentRuns() {
    return concurrentRuns;
  }

  /** [B][V+1] scores by item number; column 0 belongs to padding. */
  float[][] scores(int[][] inputs) {
    return rows(run(inputs, graph().scores), inputs.length);
  }

  /** Returns all networks' hidden states of the last position, concatenated: [B][N*d]. */
  float[][] lastHiddenStates(int[][] inputs) {
    return rows(run(inputs, graph().lastHiddenStates), inputs.length);
  }

  /** A copy of the item heads and biases. */
  ItemVectors itemVectors() {
    try (Result result =
        session.session.runner().fetch(graph().itemHeads).fetch(graph().itemBiases).run()) {
      FloatDataBuffer heads = result.get(0).asRawTensor().data().asFloats();
      int width = (int) result.get(0).shape().get(1);
      return new ItemVectors(
          (item, target) -> heads.offset((long) item * width).read(target, 0, width),
          width,
          EnsembleSession.floats(result.get(1)));
    }
  }

  @Override
  public HiddenStates hiddenStates(int[][] sequences) {
    float[][] states = new float[graph().hiddenStates.size()][];
    try (TInt32 input = EnsembleSession.matrix(sequences, maxLength)) {
      Session.Runner runner = session.session.runner().feed(graph().inputs, input);
      graph().hiddenStates.forEach(runner::fetch);
      try (Result result = runner.run()) {
        Arrays.setAll(states, n -> EnsembleSession.floats(result.get(n)));
      }
    }
    return new HiddenStates(states, sequences.length, maxLength);
  }

  @Override
  public int[] ranks(int[][] inputs, int[] targets, int[][] excluded) {
    try (TInt32 input = EnsembleSession.matrix(inputs, maxLength);
        TInt32 target = EnsembleSession.tensor(targets, targets.length);
        TInt32 pairs = pairs(excluded, 0);
        Result result =
            session
                .session
                .runner()
                .feed(graph().inputs, input)
                .feed(graph().targets, target)
                .feed(graph().excluded, pairs)
                .fetch(graph().ranks)
                .run()) {
      return EnsembleSession.ints(result.get(0));
    }
  }

  @Override
  public int networks() {
    return graph().networkLogits.size();
  }

  @Override
  public float[][][] networkLogits(int[][] inputs) {
    float[][][] logits = new float[inputs.length][networks()][];
    try (TInt32 input = EnsembleSession.matrix(inputs, maxLength)) {
      Session.Runner runner = session.session.runner().feed(graph().inputs, input);
      graph().networkLogits.forEach(runner::fetch);
      try (Result result = runner.run()) {
        for (int n = 0; n < networks(); n++) {
          float[][] rows = rows(EnsembleSession.floats(result.get(n)), inputs.length);
          for (int b = 0; b < rows.length; b++) {
            logits[b][n] = rows[b];
          }
        }
      }
    }
    return logits;
  }

  @Override
  public TopItems[] top(int[][] inputs, int[][] excluded, int count) {
    try (TInt32 input = EnsembleSession.matrix(inputs, maxLength)) {
      return top(graph().inputs, input, graph().top, excluded, count);
    }
  }

  @Override
  public TopItems[] similar(int[] items, int[][] excluded, int count) {
    try (TInt32 input = EnsembleSession.tensor(items, items.length)) {
      return top(graph().similarTo, input, graph().similar, excluded, count);
    }
  }

  private TopItems[] top(
      Operand<TInt32> fed, TInt32 input, TopEntries best, int[][] excluded, int count) {
    int fetched = Math.min(count, itemCount);
    try (TInt32 pairs = pairs(excluded, 1);
        TInt32 size = TInt32.scalarOf(fetched);
        Result result =
            session
                .session
                .runner()
                .feed(fed, input)
                .feed(graph().excluded, pairs)
                .feed(graph().count, size)
                .fetch(best.values())
                .fetch(best.indices())
                .run()) {
      float[] scores = EnsembleSession.floats(result.get(0));
      int[] items = EnsembleSession.ints(result.get(1));
      TopItems[] top = new TopItems[excluded.length];
      for (int b = 0; b < top.length; b++) {
        int first = b * fetched;
        int end = first;
        while (end < first + fetched && scores[end] != Float.NEGATIVE_INFINITY) {
          end++;
        }
        top[b] =
            end - first == items.length
                ? new TopItems(items, scores)
                : new TopItems(
                    Arrays.copyOfRange(items, first, end), Arrays.copyOfRange(scores, first, end));
      }
      return top;
    }
  }

  private ScoringGraph graph() {
    return session.graph.scoring;
  }

  private float[] run(int[][] inputs, Operand<?> fetched) {
    try (TInt32 input = EnsembleSession.matrix(inputs, maxLength);
        Result result = session.session.runner().feed(graph().inputs, input).fetch(fetched).run()) {
      return EnsembleSession.floats(result.get(0));
    }
  }

  private static float[][] rows(float[] flat, int rows) {
    int columns = flat.length / rows;
    float[][] split = new float[rows][];
    Arrays.setAll(split, r -> Arrays.copyOfRange(flat, r * columns, (r + 1) * columns));
    return split;
  }

  /**
   * [E, 2] (row, item) pairs.
   *
   * @param padding 1 to add the padding item to every row, 0 not to
   */
  private static TInt32 pairs(int[][] excluded, int padding) {
    int count = Arrays.stream(excluded).mapToInt(row -> row.length + padding).sum();
    int[] pairs = new int[2 * count];
    int at = 0;
    for (int b = 0; b < excluded.length; b++) {
      for (int item : excluded[b]) {
        pairs[at++] = b;
        pairs[at++] = item;
      }
      if (padding == 1) {
        pairs[at++] = b;
        pairs[at++] = 0;
      }
    }
    return EnsembleSession.tensor(pairs, count, 2);
  }
}
