/**
 * Ranks, metrics, baselines, and what a version is required to reach.
 *
 * <p>Start here: {@link io.emkd.domain.evaluation.EvaluateEnsemble}.
 */
@NullMarked
package io.emkd.domain.evaluation;

import org.jspecify.annotations.NullMarked;
