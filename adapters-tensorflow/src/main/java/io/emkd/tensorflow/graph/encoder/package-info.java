/**
 * Encoders, from sequences [S, T] of item numbers to hidden states [S*T, d]: attention,
 * feed-forward, layer norm, dropout, forward and backward.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.encoder.NetworkEncoder}, what another encoder
 * implements, and {@link io.emkd.tensorflow.graph.encoder.Bert4RecEncoder}; {@code
 * Bert4RecTraining} is its training with the derivatives by hand. Dropout is {@code DropoutMask},
 * by one of two ways to draw it.
 */
@NullMarked
package io.emkd.tensorflow.graph.encoder;

import org.jspecify.annotations.NullMarked;
