package io.emkd.tensorflow.graph.kernel;

import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.compile.Functions;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import org.tensorflow.op.Ops;

/**
 * What a training graph is built with.
 *
 * @param tf adds operations in the training's scope
 * @param functions compiled once a graph, or inlined
 * @param products in the training's precision
 * @param compilation of the step that they are part of
 * @param devices of the networks
 */
public record TrainingOps(
    Ops tf,
    Functions functions,
    MatrixProducts products,
    Compilation compilation,
    NetworkDevices devices) {
  /**
   * Returns what adds to the part of the graph that belongs to one network.
   *
   * @param network index from 0
   */
  public TrainingOps of(int network) {
    return new TrainingOps(devices.of(tf, network), functions, products, compilation, devices);
  }
}
