package io.emkd.tensorflow.graph.encoder.bert4rec;

import io.emkd.tensorflow.graph.compile.Functions;
import io.emkd.tensorflow.graph.encoder.dropout.DropoutMask;
import io.emkd.tensorflow.graph.kernel.Gelu;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What stands between the two matrix products of a feed-forward sublayer in training, one pass over
 * memory, and its derivative in closed form. R = S*T rows of hidden states; a key is [2] of {@link
 * DropoutMask}.
 */
final class FeedForwardFunctions {
  private final Functions functions;
  private final DropoutMask mask;

  FeedForwardFunctions(Functions functions, DropoutMask mask) {
    this.functions = functions;
    this.mask = mask;
  }

  /** Returns dropout(gelu(z + bias)): z [R, 4d]. */
  Operand<TFloat32> activate(
      Ops tf, Operand<TFloat32> z, Operand<TFloat32> bias, Operand<TInt32> key) {
    return functions
        .call(
            tf,
            "feed_forward_" + mask.name(),
            DropoutMask.with(key, List.of(z, bias)),
            (f, in) ->
                List.of(
                    mask.apply(f, Gelu.of(f, f.math.add(in.floats(0), in.floats(1))), in.ints(2))))
        .get(0);
  }

  /**
   * Leads the gradient of {@link #activate}'s result back to z, [R, 4d]. gelu(x) = x s with s =
   * sigmoid(v), v = 2u: its slope is s + x s (1-s) v'.
   */
  Operand<TFloat32> gradient(
      Ops tf,
      Operand<TFloat32> gradient,
      Operand<TFloat32> z,
      Operand<TFloat32> bias,
      Operand<TInt32> key) {
    return functions
        .call(
            tf,
            "feed_forward_gradient_" + mask.name(),
            DropoutMask.with(key, List.of(gradient, z, bias)),
            (f, in) -> {
              Operand<TFloat32> x = f.math.add(in.floats(1), in.floats(2));
              Operand<TFloat32> s = Gelu.gate(f, x);
              Operand<TFloat32> slope =
                  f.math.add(
                      s,
                      f.math.mul(
                          f.math.mul(x, f.math.mul(s, f.math.sub(f.constant(1f), s))),
                          Gelu.gateSlope(f, x)));
              return List.of(f.math.mul(mask.apply(f, in.floats(0), in.ints(3)), slope));
            })
        .get(0);
  }
}
