/**
 * The page that each training leaves.
 *
 * <p>Start here: {@link io.emkd.report.training.TrainingReports}.
 */
@NullMarked
package io.emkd.report.training;

import org.jspecify.annotations.NullMarked;
