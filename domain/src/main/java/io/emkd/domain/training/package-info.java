/**
 * A training from its request to its version: the queues, what they admit, the loop of steps,
 * checkpoints, resumption, its record in the journal.
 *
 * <p>Start here: {@link io.emkd.domain.training.Trainings}, what callers use, {@link
 * io.emkd.domain.training.TrainEnsemble}, one training's story, and {@link
 * io.emkd.domain.training.TrainingLoop}, its steps.
 */
@NullMarked
package io.emkd.domain.training;

import org.jspecify.annotations.NullMarked;
