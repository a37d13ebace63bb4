/**
 * BERT4Rec, the paper's encoder: a bidirectional transformer, pre-norm, with the derivatives of its
 * training by hand.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.encoder.bert4rec.Bert4RecEncoder}; {@code
 * Bert4RecTraining} is its training.
 */
@NullMarked
package io.emkd.tensorflow.graph.encoder.bert4rec;

import org.jspecify.annotations.NullMarked;
