/**
 * Dropout that no mask is kept of: a function of a key.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.encoder.dropout.DropoutMask}, by one of two ways
 * to draw it.
 */
@NullMarked
package io.emkd.tensorflow.graph.encoder.dropout;

import org.jspecify.annotations.NullMarked;
