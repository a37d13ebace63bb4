/**
 * {@code emkd experiment comparison} and {@code ablation}: rows of settings, trained by a server
 * with the same seeds on the same data and set beside each other.
 *
 * <p>Start here: {@link io.emkd.experiments.comparison.ComparisonRun}.
 */
@NullMarked
package io.emkd.experiments.comparison;

import org.jspecify.annotations.NullMarked;
