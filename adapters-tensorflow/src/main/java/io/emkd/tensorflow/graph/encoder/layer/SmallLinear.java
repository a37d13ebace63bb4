package io.emkd.tensorflow.graph.encoder.layer;

import io.emkd.tensorflow.graph.kernel.Kernels.Linear;
import io.emkd.tensorflow.graph.variable.Parameters;

/** Linear maps that begin small: weights normal with deviation 0.02, biases 0. */
public final class SmallLinear {
  private static final double DEVIATION = 0.02;

  private SmallLinear() {}

  public static Linear declared(Parameters parameters, String name, int in, int out) {
    return new Linear(
        parameters.normal(name + ".weight", DEVIATION, in, out),
        parameters.constant(name + ".bias", 0, out));
  }
}
