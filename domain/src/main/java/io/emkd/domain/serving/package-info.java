/**
 * Versions in memory: loading them, lending them to those who answer, freeing them, and the queue
 * in which concurrent requests share graph runs.
 *
 * <p>Start here: {@link io.emkd.domain.serving.ServedModels}, which decides what version answers,
 * and {@link io.emkd.domain.serving.ScoringQueue}, which admits or refuses a request.
 */
@NullMarked
package io.emkd.domain.serving;

import org.jspecify.annotations.NullMarked;
