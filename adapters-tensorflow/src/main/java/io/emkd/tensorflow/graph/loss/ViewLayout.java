package io.emkd.tensorflow.graph.loss;

import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;

/**
 * How the rows of a batch's hidden states, [(M+1)*B*T, d], are those of views and sequences.
 *
 * @param batchSize B, a scalar
 * @param maskedViews M
 * @param width T*d
 */
public record ViewLayout(Operand<TInt32> batchSize, int maskedViews, int width) {}
