/**
 * Variables: how they are declared and drawn, set from outside, saved and restored.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.variable.Parameters}.
 */
package io.emkd.tensorflow.graph.variable;
