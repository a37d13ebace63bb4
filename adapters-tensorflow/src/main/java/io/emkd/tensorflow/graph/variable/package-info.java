/**
 * Variables: how they are declared and drawn, set from outside, saved and restored.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.variable.Parameters}.
 */
@NullMarked
package io.emkd.tensorflow.graph.variable;

import org.jspecify.annotations.NullMarked;
