package io.emkd.tensorflow.graph.kernel;

import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.compile.Functions;
import org.tensorflow.op.Ops;

/**
 * What a training graph is built with.
 *
 * @param tf adds operations in the training's scope
 * @param functions compiled once a graph, or inlined
 * @param products in the training's precision
 * @param compilation of the step that they are part of
 */
public record TrainingOps(
    Ops tf, Functions functions, MatrixProducts products, Compilation compilation) {}
