package io.emkd.tensorflow.graph.scoring;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.ensemble.ItemTransitions;
import io.emkd.tensorflow.graph.variable.Assignment;
import io.emkd.tensorflow.graph.variable.Parameters;
import io.emkd.tensorflow.graph.variable.Variable;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What scoring adds to the logits of each network: w ln(1 + 10 m(i)), with w the skip_markov_weight
 * and m(i) what the baseline skip_markov gives item i after the last items of the input, without
 * its popularity.
 */
public final class SkipMarkovPrior {
  /** Of what training counted: [V+1, W] each. */
  private final Variable followers;

  private final Variable weights;

  private final Assignment followersAssignment;
  private final Assignment weightsAssignment;
  private final int reach;
  private final int length;
  private final float weight;

  /**
   * @param variables declares what was counted
   */
  SkipMarkovPrior(Ops root, Parameters variables, EnsembleConfiguration shape, int itemCount) {
    int width = ItemTransitions.widthOf(itemCount);
    followers = variables.zeros("skip_markov.followers", itemCount + 1L, width);
    weights = variables.zeros("skip_markov.weights", itemCount + 1L, width);
    Ops tf = root.withSubScope("skip_markov_assignment");
    followersAssignment = Assignment.to(tf, followers);
    weightsAssignment = Assignment.to(tf, weights);
    length = shape.maxLength();
    reach = Math.min(ItemTransitions.REACH, length - 1);
    weight = shape.skipMarkovWeight().floatValue();
  }

  /** Takes item numbers, which floats hold exactly, [V+1, W]. */
  public Assignment followers() {
    return followersAssignment;
  }

  /** Takes [V+1, W]. */
  public Assignment weights() {
    return weightsAssignment;
  }

  /**
   * @param inputs item numbers, ending in the mask token: [B, T]
   * @param columns at least V+1
   * @return ln(1 + 10 m), of which {@link #weight} is added to each network's logits: [B, columns]
   */
  Operand<TFloat32> logarithm(Ops root, Operand<TInt32> inputs, int columns) {
    Ops tf = root.withSubScope("skip_markov");
    Operand<TInt32> last =
        tf.slice(
            inputs,
            tf.constant(new int[] {0, length - 1 - reach}),
            tf.constant(new int[] {-1, reach}));
    Operand<TInt32> rowAxis = tf.constant(0);
    Operand<TInt32> items =
        tf.dtypes.cast(tf.gather(followers.value(), last, rowAxis), TInt32.class);
    Operand<TFloat32> counted =
        tf.math.mul(tf.gather(weights.value(), last, rowAxis), tf.constant(shareOfPlace()));
    Operand<TInt32> batch =
        tf.slice(tf.shape(inputs), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    Operand<TInt32> rows =
        tf.math.add(
            tf.zerosLike(items),
            tf.reshape(
                tf.range(tf.constant(0), tf.squeeze(batch), tf.constant(1)),
                tf.constant(new int[] {-1, 1, 1})));
    Operand<TFloat32> score =
        tf.scatterNd(
            tf.stack(List.of(rows, items), Stack.axis(-1L)),
            counted,
            tf.concat(List.of(batch, tf.constant(new int[] {columns})), tf.constant(0)));
    return tf.math.log1p(score);
  }

  /** Returns w. */
  float weight() {
    return weight;
  }

  /** Of the n-th item from the end 10/n: [1, reach, 1]. */
  private FloatNdArray shareOfPlace() {
    float[] shares = new float[reach];
    for (int place = 0; place < reach; place++) {
      shares[place] = (float) ItemTransitions.SCALE / (reach - place);
    }
    return NdArrays.wrap(Shape.of(1, reach, 1), DataBuffers.of(shares));
  }
}
