/**
 * The adapter that computes ensembles with TensorFlow: {@link io.emkd.tensorflow.graph} describes
 * what is computed, {@link io.emkd.tensorflow.engine} runs it where {@link
 * io.emkd.tensorflow.device} says, {@link io.emkd.tensorflow.process} trains in a process apart if
 * {@link io.emkd.tensorflow.memory} has room for it, {@link io.emkd.tensorflow.index} finds items
 * without a look at all, {@link io.emkd.tensorflow.events} lets TensorBoard show trainings.
 *
 * <p>Start here: {@link io.emkd.tensorflow.engine.TensorFlowEngine} and {@link
 * io.emkd.tensorflow.process.TrainingInAProcess}, the two implementations of {@link
 * io.emkd.domain.ensemble.EnsembleEngine}.
 */
@NullMarked
package io.emkd.tensorflow;

import org.jspecify.annotations.NullMarked;
