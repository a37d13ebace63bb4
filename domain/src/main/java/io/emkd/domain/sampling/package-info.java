/**
 * What a step of training sees: windows of sequences, their masked views and the items of a sampled
 * softmax, all determined by the seed and the step.
 *
 * <p>Start here: {@link io.emkd.domain.sampling.BatchSchedule}, which makes the batch of any step,
 * and {@link io.emkd.domain.sampling.BatchPrefetcher}, which has it ready before it is needed.
 */
@NullMarked
package io.emkd.domain.sampling;

import org.jspecify.annotations.NullMarked;
