/**
 * {@code emkd experiment}: the paper's configurations, repeated and set beside its figures.
 *
 * <p>Start here: {@link io.emkd.experiments.PaperExperiment}.
 */
package io.emkd.experiments;
