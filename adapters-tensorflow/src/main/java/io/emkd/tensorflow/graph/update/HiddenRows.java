package io.emkd.tensorflow.graph.update;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Some rows of every network's hidden states, which a loss is computed from.
 *
 * @param positions [K] rows of [(M+1)*B*T]
 * @param values of each network [K, d]
 */
public record HiddenRows(Operand<TInt32> positions, List<Operand<TFloat32>> values) {}
