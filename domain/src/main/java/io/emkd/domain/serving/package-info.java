/**
 * Versions in memory: loading them, lending them to those who answer, freeing them, and the queue
 * in which concurrent requests share graph runs, whatever they ask of the engine.
 *
 * <p>Start here: {@link io.emkd.domain.serving.ServedModels}, which decides what version answers,
 * {@link io.emkd.domain.serving.ModelLease}, what may be asked of it, and {@link
 * io.emkd.domain.serving.ScoringQueue}, which admits or refuses a request.
 */
@NullMarked
package io.emkd.domain.serving;

import org.jspecify.annotations.NullMarked;
