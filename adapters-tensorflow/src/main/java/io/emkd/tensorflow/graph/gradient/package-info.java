/**
 * Derivatives of the total loss, those written by hand and those that TensorFlow finds.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.gradient.Differentiable}.
 */
@NullMarked
package io.emkd.tensorflow.graph.gradient;

import org.jspecify.annotations.NullMarked;
