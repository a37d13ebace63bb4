package io.emkd.tensorflow.graph.network;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What turns a network's hidden states into logits of items.
 *
 * @param weight [V+1, d], a row an item
 * @param bias [V+1]
 * @param width d
 */
public record ItemHead(Operand<TFloat32> weight, Operand<TFloat32> bias, int width) {}
