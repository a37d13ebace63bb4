/**
 * From the losses' derivatives to every parameter's gradient and to its next value.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.update.ParameterGradients}, then {@link
 * io.emkd.tensorflow.graph.update.AdamUpdate}.
 */
package io.emkd.tensorflow.graph.update;
