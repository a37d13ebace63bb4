/**
 * Ranks, metrics, baselines, what a version is required to reach, and how sure a comparison with
 * another version is.
 *
 * <p>Start here: {@link io.emkd.domain.evaluation.EvaluateEnsemble}, {@link
 * io.emkd.domain.evaluation.Comparison}.
 */
@NullMarked
package io.emkd.domain.evaluation;

import org.jspecify.annotations.NullMarked;
