package io.emkd.tensorflow.graph.scoring;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The K greatest scores of each row, best first.
 *
 * @param values [B, K]
 * @param indices [B, K], which entries of the row they are
 */
public record TopEntries(Operand<TFloat32> values, Operand<TInt32> indices) {}
