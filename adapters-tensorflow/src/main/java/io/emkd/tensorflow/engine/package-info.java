/**
 * Runs the graphs: trains, scores, exports and loads ensembles, and turns the domain's arrays into
 * tensors and back.
 *
 * <p>Start here: {@link io.emkd.tensorflow.engine.TensorFlowEngine}, what callers use; {@link
 * io.emkd.tensorflow.engine.FedTrainer} runs a step of training and {@code TensorFlowScorer} a
 * batch of scoring, each in an {@code EnsembleSession}.
 */
@NullMarked
package io.emkd.tensorflow.engine;

import org.jspecify.annotations.NullMarked;
