/**
 * Pages that trainings and experiments leave to be looked at: each is one file that holds all it
 * needs, for a screen of any width, light or dark, and for paper.
 *
 * <p>Start here: {@link io.emkd.report.ReportPage}.
 */
@NullMarked
package io.emkd.report;

import org.jspecify.annotations.NullMarked;
