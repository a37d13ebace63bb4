package io.emkd.tensorflow.graph.encoder.bert4rec;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Hidden states and what {@link LayerNorm} makes of them.
 *
 * @param x [R, d]
 * @param normed [R, d] (x - mean) / (deviation + 1e-6)
 * @param deviation [R, 1] the sample standard deviation
 */
record NormedRows(Operand<TFloat32> x, Operand<TFloat32> normed, Operand<TFloat32> deviation) {}
