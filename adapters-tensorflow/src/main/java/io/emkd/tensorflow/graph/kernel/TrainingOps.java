package io.emkd.tensorflow.graph.kernel;

import io.emkd.tensorflow.graph.compile.CompiledFunctions;
import org.tensorflow.op.Ops;

/**
 * What a training graph is built with.
 *
 * @param tf adds operations in the training's scope
 * @param functions compiled once a graph
 * @param products in the training's precision
 */
public record TrainingOps(Ops tf, CompiledFunctions functions, MatrixProducts products) {}
