package io.emkd.tensorflow.graph.gradient;

import io.emkd.tensorflow.graph.kernel.Sums;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Adds up gradients of the total that come in parts: several may be by the same tensor. */
public final class GradientSums {
  private final Map<Operand<TFloat32>, List<Operand<TFloat32>>> parts = new LinkedHashMap<>();

  public void add(Derivative part) {
    parts.computeIfAbsent(part.of(), absent -> new ArrayList<>()).add(part.gradient());
  }

  /** Returns one derivative a tensor, in the order in which each was first added to. */
  public List<Derivative> sums(Ops tf) {
    return parts.entrySet().stream()
        .map(of -> new Derivative(of.getKey(), Sums.of(tf, of.getValue())))
        .toList();
  }
}
