/**
 * {@code emkd experiment}: the paper's configurations, repeated and set beside its figures, and
 * what a GPU does with them.
 *
 * <p>Start here: {@link io.emkd.experiments.PaperExperiment}, {@link
 * io.emkd.experiments.GpuExperiment}.
 */
@NullMarked
package io.emkd.experiments;

import org.jspecify.annotations.NullMarked;
