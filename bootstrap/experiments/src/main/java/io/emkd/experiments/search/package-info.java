/**
 * {@code emkd experiment search}: settings drawn from a space, trained by a server, of which the
 * better ones by validation go on to more epochs.
 *
 * <p>Start here: {@link io.emkd.experiments.search.SearchRun}.
 */
@NullMarked
package io.emkd.experiments.search;

import org.jspecify.annotations.NullMarked;
