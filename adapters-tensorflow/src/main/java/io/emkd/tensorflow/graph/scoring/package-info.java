/**
 * Makes scores, ranks and the best items of hidden states.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.scoring.ScoringGraph}.
 */
@NullMarked
package io.emkd.tensorflow.graph.scoring;

import org.jspecify.annotations.NullMarked;
