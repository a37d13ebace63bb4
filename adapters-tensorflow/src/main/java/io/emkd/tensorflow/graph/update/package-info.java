/**
 * Makes every parameter's gradient of the losses' derivatives, and its next value of that.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.update.ParameterGradients}, then {@link
 * io.emkd.tensorflow.graph.update.ParameterUpdate}.
 */
@NullMarked
package io.emkd.tensorflow.graph.update;

import org.jspecify.annotations.NullMarked;
