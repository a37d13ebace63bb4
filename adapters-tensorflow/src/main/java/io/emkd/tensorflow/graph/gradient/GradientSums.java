package io.emkd.tensorflow.graph.gradient;

import io.emkd.tensorflow.graph.gradient.Differentiable.Derivative;
import io.emkd.tensorflow.graph.kernel.Sums;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Gradients of the total, in parts: several may be of the same tensor. */
public final class GradientSums {
  private final Map<Operand<TFloat32>, List<Operand<TFloat32>>> parts = new LinkedHashMap<>();

  public void add(Operand<TFloat32> of, Operand<TFloat32> part) {
    parts.computeIfAbsent(of, absent -> new ArrayList<>()).add(part);
  }

  /** In the order in which each was first added to. */
  public List<Derivative> sums(Ops tf) {
    return parts.entrySet().stream()
        .map(of -> new Derivative(of.getKey(), Sums.of(tf, of.getValue())))
        .toList();
  }
}
