package io.emkd.tensorflow.graph.network;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What turns a network's hidden states into logits of attributes, in training alone.
 *
 * @param weight [d, A+1]
 * @param bias [A+1]
 */
public record AttributeHead(Operand<TFloat32> weight, Operand<TFloat32> bias) {}
