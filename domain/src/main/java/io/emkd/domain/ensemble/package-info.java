/**
 * The ensemble of N encoders as the rest of the domain sees it: the ports that a numerical engine
 * implements, and what passes through them.
 *
 * <p>Start here: {@link io.emkd.domain.ensemble.EnsembleEngine}; it makes the {@link
 * io.emkd.domain.ensemble.EnsembleTrainer} that learns and the ensemble that answers, through one
 * port for each kind of caller, {@link io.emkd.domain.ensemble.EnsembleScorer} before all.
 */
@NullMarked
package io.emkd.domain.ensemble;

import org.jspecify.annotations.NullMarked;
