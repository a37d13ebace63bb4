package io.emkd.tensorflow.graph.scoring;

import io.emkd.tensorflow.graph.encoder.AllPositions;
import io.emkd.tensorflow.graph.encoder.PackedPositions;
import io.emkd.tensorflow.graph.encoder.ScoredPositions;
import io.emkd.tensorflow.graph.kernel.AxisPartition;
import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.network.ItemHead;
import io.emkd.tensorflow.graph.variable.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The ensemble's scores as one matrix product: the concatenated last hidden states [B, N*d] with
 * the concatenated item heads [V+1, N*d], plus the summed biases and, where the shape has one, N
 * times a {@link SkipMarkovPrior}; ranks and top-K in the graph.
 */
public final class ScoringGraph {
  /** Item numbers, ending in the mask token: [B, T]. */
  public final Operand<TInt32> inputs;

  /** The (row, item number) pairs that do not compete: [E, 2]. */
  public final Operand<TInt32> excluded;

  /** Item numbers whose ranks are asked for: [B]. */
  public final Operand<TInt32> targets;

  /** How many of the best are asked for, a scalar. */
  public final Operand<TInt32> count;

  /** All networks' hidden states of the last position, concatenated: [B, N*d]. */
  public final Operand<TFloat32> lastHiddenStates;

  /** All networks' item heads, concatenated: [V+1, N*d]. */
  public final Operand<TFloat32> itemHeads;

  /** The item biases, summed over networks: [V+1]. */
  public final Operand<TFloat32> itemBiases;

  /** The ensemble's scores: [B, V+1]. */
  public final Operand<TFloat32> scores;

  /** The targets' ranks, from 1: [B]. */
  public final Operand<TInt32> ranks;

  /** The best items, best first; minus infinity marks those that do not compete: [B, count]. */
  public final TopEntries top;

  /** The item logits of each network at the last position, [B, V+1]. */
  public final List<Operand<TFloat32>> networkLogits;

  /** Item numbers whose similar ones are asked for: [B]. */
  public final Operand<TInt32> similarTo;

  /** The most similar items, as {@link #top}, by the cosine with {@link #similarTo}. */
  public final TopEntries similar;

  /** The hidden states of each network at all positions, [B*T, d]. */
  public final List<Operand<TFloat32>> hiddenStates;

  /**
   * Concatenates the item heads, sums their biases and measures their lengths into variables of
   * their own, which scoring reads: to be run after each change of the weights.
   */
  public final Op prepare;

  /** What is added to the networks' logits; empty where nothing is. */
  public final Optional<SkipMarkovPrior> prior;

  private final Ops tf;
  private final PreparedHeads heads;

  /**
   * @param prepared declares what {@link #prepare} writes
   * @param counted declares what the prior counted
   * @param leaveOutPadding whether no hidden state is computed at padding
   */
  public ScoringGraph(
      Ops root,
      EnsembleNetworks ensemble,
      Parameters prepared,
      Parameters counted,
      boolean leaveOutPadding) {
    tf = root.withSubScope("scoring");
    heads = new PreparedHeads(tf, ensemble, prepared);
    prepare = heads.prepare(tf, ensemble.itemHeads());
    inputs = tf.withName("inputs").placeholder(TInt32.class);
    excluded = tf.withName("excluded").placeholder(TInt32.class);
    targets = tf.withName("targets").placeholder(TInt32.class);
    count = tf.withName("count").placeholder(TInt32.class);
    ScoredPositions at = positions(ensemble.shape().maxLength(), leaveOutPadding);
    List<Operand<TFloat32>> last = ensemble.each(n -> n.encoder().encodeLast(tf, at));
    lastHiddenStates = AxisPartition.join(tf, last, 1);
    itemHeads = heads.itemHeads(tf);
    itemBiases = heads.itemBiases(tf);
    prior =
        ensemble.shape().addsSkipMarkov()
            ? Optional.of(new SkipMarkovPrior(tf, counted, ensemble.shape(), ensemble.itemCount()))
            : Optional.empty();
    Operand<TFloat32> ofNetworks =
        tf.math.add(
            tf.linalg.matMul(lastHiddenStates, heads.weight, MatMul.transposeB(true)), heads.bias);
    Optional<Operand<TFloat32>> counts = prior.map(p -> p.logarithm(tf, inputs, heads.paddedCount));
    Operand<TFloat32> paddedScores = plus(ofNetworks, counts, last.size());
    scores = withoutPadding(paddedScores);
    hiddenStates = ensemble.each(n -> n.encoder().encode(tf, inputs));
    ranks = ranks();
    top = BlockwiseTopK.of(tf, withoutExcluded(paddedScores), heads.paddedCount, count);
    networkLogits = networkLogits(ensemble, last, counts.map(this::withoutPadding));
    similarTo = tf.withName("similar_to").placeholder(TInt32.class);
    similar = similar();
  }

  /** As {@link #prepare}, of item heads that are no variables' values: adds it to the graph. */
  public Op prepareFrom(Ops to, List<ItemHead> itemHeads) {
    return heads.prepare(to, itemHeads);
  }

  private ScoredPositions positions(int length, boolean leaveOutPadding) {
    return leaveOutPadding
        ? new PackedPositions(tf, inputs, length)
        : AllPositions.of(tf, inputs, length);
  }

  /** Returns logits of so many networks, with what the prior adds to them. */
  private Operand<TFloat32> plus(
      Operand<TFloat32> logits, Optional<Operand<TFloat32>> counts, int networks) {
    return counts.isEmpty()
        ? logits
        : tf.math.add(
            logits,
            tf.math.mul(counts.get(), tf.constant(networks * prior.orElseThrow().weight())));
  }

  /** Returns the first V+1 columns of [B, W]. */
  private Operand<TFloat32> withoutPadding(Operand<TFloat32> padded) {
    return tf.slice(
        padded, tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, heads.rowCount}));
  }

  /** Returns the targets' ranks among what competes, [B]. */
  private Operand<TInt32> ranks() {
    Operand<TInt32> rows = tf.range(tf.constant(0), tf.size(targets), tf.constant(1));
    Operand<TInt32> targetPositions = tf.stack(List.of(rows, targets), Stack.axis(1L));
    Operand<TFloat32> targetScores =
        tf.expandDims(tf.gatherNd(scores, targetPositions), tf.constant(1));
    // Not "less", rather than "at least": a score that is not a number counts against the model.
    // Counted in float32, exactly up to 2^24 items: a GPU has no kernels of such integers.
    Operand<TFloat32> against =
        tf.dtypes.cast(tf.math.logicalNot(tf.math.less(scores, targetScores)), TFloat32.class);
    Operand<TFloat32> competing = clear(clear(against, excluded), targetPositions);
    Operand<TFloat32> padding =
        tf.slice(competing, tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, 1}));
    Operand<TInt32> rowAxis = tf.constant(new int[] {1});
    return tf.math.add(
        tf.dtypes.cast(
            tf.math.sub(tf.reduceSum(competing, rowAxis), tf.reduceSum(padding, rowAxis)),
            TInt32.class),
        tf.constant(1));
  }

  /**
   * @param last of each network [B, d]
   * @param counts of the prior, [B, V+1]
   * @return of each network [B, V+1]
   */
  private List<Operand<TFloat32>> networkLogits(
      EnsembleNetworks ensemble, List<Operand<TFloat32>> last, Optional<Operand<TFloat32>> counts) {
    List<Operand<TFloat32>> logits = new ArrayList<>();
    for (int n = 0; n < last.size(); n++) {
      Operand<TFloat32> own =
          tf.math.add(
              tf.linalg.matMul(last.get(n), heads.weightOf(tf, n), MatMul.transposeB(true)),
              ensemble.itemHeads().get(n).bias());
      logits.add(plus(own, counts, 1));
    }
    return logits;
  }

  private TopEntries similar() {
    Operand<TFloat32> rows = tf.gather(itemHeads, similarTo, tf.constant(0));
    Operand<TFloat32> lengths = tf.gather(heads.inverseLength, similarTo, tf.constant(0));
    Operand<TFloat32> cosines =
        tf.math.mul(
            tf.math.mul(
                tf.linalg.matMul(rows, itemHeads, MatMul.transposeB(true)),
                tf.expandDims(lengths, tf.constant(1))),
            heads.inverseLength);
    TopK<TFloat32, TInt32> most = tf.nn.topK(withoutExcluded(cosines), count, TInt32.class);
    return new TopEntries(most.values(), most.indices());
  }

  /** Returns scores [B, W] with minus infinity where an item does not compete. */
  private Operand<TFloat32> withoutExcluded(Operand<TFloat32> x) {
    return tf.tensorScatterNdUpdate(x, excluded, tf.fill(pairCount(excluded), heads.lowest));
  }

  private Operand<TFloat32> clear(Operand<TFloat32> x, Operand<TInt32> pairs) {
    return tf.tensorScatterNdUpdate(x, pairs, tf.fill(pairCount(pairs), tf.constant(0f)));
  }

  /** Returns how many pairs there are, [1]. */
  private Operand<TInt32> pairCount(Operand<TInt32> pairs) {
    return tf.slice(tf.shape(pairs), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
  }
}
