package io.emkd.tensorflow.graph.encoder.bert4rec;

import io.emkd.tensorflow.graph.compile.FunctionInputs;
import io.emkd.tensorflow.graph.compile.Functions;
import io.emkd.tensorflow.graph.encoder.dropout.DropoutMask;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The sums of a transformer's residual stream in training, with dropout and the norm that follows,
 * each one pass over memory, and their derivatives in closed form. R = S*T rows of hidden states; a
 * key is [2] of {@link DropoutMask}.
 */
final class ResidualFunctions {
  private final Functions functions;
  private final DropoutMask mask;
  private final LayerNorm layerNorm;

  /**
   * The gradients of a residual sum.
   *
   * @param stream by what goes past the sublayer, [R, d]
   * @param branch by what comes out of the sublayer, [R, d]
   */
  record Gradients(Operand<TFloat32> stream, Operand<TFloat32> branch) {}

  /**
   * The dropout at a block's end.
   *
   * @param branch of what comes out of the feed-forward sublayer
   * @param block of the whole block
   */
  record EndKeys(Operand<TInt32> branch, Operand<TInt32> block) {}

  ResidualFunctions(Functions functions, DropoutMask mask, LayerNorm layerNorm) {
    this.functions = functions;
    this.mask = mask;
    this.layerNorm = layerNorm;
  }

  /** Returns the embedding after dropout, and its norm: x [R, d]. */
  NormedRows embed(Ops tf, Operand<TFloat32> x, Operand<TInt32> key) {
    return normed(
        functions.call(
            tf,
            "embed_" + mask.name(),
            DropoutMask.with(key, List.of(x)),
            (f, in) -> norm(f, mask.apply(f, in.floats(0), in.ints(1)))));
  }

  /** Leads the gradients of x and of its norm back to the embedding, [R, d]. */
  Operand<TFloat32> embedGradient(
      Ops tf,
      Operand<TFloat32> ofX,
      Operand<TFloat32> ofNormed,
      NormedRows x,
      Operand<TInt32> key) {
    return functions
        .call(
            tf,
            "embed_gradient_" + mask.name(),
            DropoutMask.with(key, throughNorm(ofX, ofNormed, x)),
            (f, in) -> List.of(mask.apply(f, throughNorm(f, in), in.ints(4))))
        .get(0);
  }

  /** Returns x + dropout(z + bias), and its norm: x, z [R, d]. */
  NormedRows residual(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> z,
      Operand<TFloat32> bias,
      Operand<TInt32> key) {
    return normed(
        functions.call(
            tf,
            "residual_" + mask.name(),
            DropoutMask.with(key, List.of(x, z, bias)),
            (f, in) -> norm(f, sum(f, in))));
  }

  /** Leads the gradients of {@link #residual}'s result and of its norm back to x and z. */
  Gradients residualGradient(
      Ops tf,
      Operand<TFloat32> ofX,
      Operand<TFloat32> ofNormed,
      NormedRows x,
      Operand<TInt32> key) {
    return gradients(
        functions.call(
            tf,
            "residual_gradient_" + mask.name(),
            DropoutMask.with(key, throughNorm(ofX, ofNormed, x)),
            (f, in) -> {
              Operand<TFloat32> g = throughNorm(f, in);
              return List.of(g, mask.apply(f, g, in.ints(4)));
            }));
  }

  /** Returns a block's end, dropout(x + dropout(z + bias)), and its norm: x, z [R, d]. */
  NormedRows blockEnd(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> z, Operand<TFloat32> bias, EndKeys keys) {
    return normed(
        functions.call(
            tf,
            "block_end_" + mask.name(),
            with(keys, List.of(x, z, bias)),
            (f, in) -> norm(f, mask.apply(f, sum(f, in), in.ints(4)))));
  }

  /** Returns {@link #blockEnd} of the last block, which nothing normalises: [R, d]. */
  Operand<TFloat32> lastBlockEnd(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> z, Operand<TFloat32> bias, EndKeys keys) {
    return functions
        .call(
            tf,
            "last_block_end_" + mask.name(),
            with(keys, List.of(x, z, bias)),
            (f, in) -> List.of(mask.apply(f, sum(f, in), in.ints(4))))
        .get(0);
  }

  /** Leads the gradients of {@link #blockEnd}'s result and of its norm back to x and z. */
  Gradients blockEndGradient(
      Ops tf, Operand<TFloat32> ofX, Operand<TFloat32> ofNormed, NormedRows x, EndKeys keys) {
    return gradients(
        functions.call(
            tf,
            "block_end_gradient_" + mask.name(),
            with(keys, throughNorm(ofX, ofNormed, x)),
            (f, in) -> {
              Operand<TFloat32> g = mask.apply(f, throughNorm(f, in), in.ints(5));
              return List.of(g, mask.apply(f, g, in.ints(4)));
            }));
  }

  /** Leads the gradient of {@link #lastBlockEnd}'s result back to x and z. */
  Gradients lastBlockEndGradient(Ops tf, Operand<TFloat32> ofX, EndKeys keys) {
    return gradients(
        functions.call(
            tf,
            "last_block_end_gradient_" + mask.name(),
            with(keys, List.of(ofX)),
            (f, in) -> {
              Operand<TFloat32> g = mask.apply(f, in.floats(0), in.ints(2));
              return List.of(g, mask.apply(f, g, in.ints(1)));
            }));
  }

  private static List<Operand<?>> with(EndKeys keys, List<? extends Operand<?>> inputs) {
    return DropoutMask.with(keys.block, DropoutMask.with(keys.branch, inputs));
  }

  /** Returns x + dropout(z + bias) of a function's inputs x, z, bias and key. */
  private Operand<TFloat32> sum(Ops f, FunctionInputs in) {
    return f.math.add(
        in.floats(0), mask.apply(f, f.math.add(in.floats(1), in.floats(2)), in.ints(3)));
  }

  private List<Operand<TFloat32>> norm(Ops f, Operand<TFloat32> x) {
    NormedRows rows = layerNorm.of(f, x);
    return List.of(rows.x(), rows.normed(), rows.deviation());
  }

  private static NormedRows normed(List<Operand<TFloat32>> outputs) {
    return new NormedRows(outputs.get(0), outputs.get(1), outputs.get(2));
  }

  private static List<Operand<TFloat32>> throughNorm(
      Operand<TFloat32> ofX, Operand<TFloat32> ofNormed, NormedRows x) {
    return List.of(ofX, ofNormed, x.normed(), x.deviation());
  }

  private Operand<TFloat32> throughNorm(Ops f, FunctionInputs in) {
    return layerNorm.gradient(f, in.floats(0), in.floats(1), in.floats(2), in.floats(3));
  }

  private static Gradients gradients(List<Operand<TFloat32>> outputs) {
    return new Gradients(outputs.get(0), outputs.get(1));
  }
}
