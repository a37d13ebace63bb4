/**
 * The graphs of an ensemble, whole: what a session runs to train and to score. A graph says what is
 * computed and nothing of where; the packages below hold its parts.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.EnsembleGraph} and {@link
 * io.emkd.tensorflow.graph.TrainingGraph}, which is built operation by operation or as one program;
 * {@code StepComputation} reads as a step of training goes: encode, losses, gradients.
 */
@NullMarked
package io.emkd.tensorflow.graph;

import org.jspecify.annotations.NullMarked;
