/**
 * From hidden states to scores, ranks and the best items.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.scoring.ScoringGraph}.
 */
package io.emkd.tensorflow.graph.scoring;
