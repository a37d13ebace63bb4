/**
 * Encoders, from sequences [S, T] of item numbers to hidden states [S*T, d], a folder each, and
 * what they have in common.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.encoder.NetworkEncoder}, what another encoder
 * implements.
 */
@NullMarked
package io.emkd.tensorflow.graph.encoder;

import org.jspecify.annotations.NullMarked;
