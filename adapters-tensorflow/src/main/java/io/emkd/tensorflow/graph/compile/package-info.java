/**
 * Functions that XLA compiles, so that a chain of elementwise operations is one pass over memory.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.compile.CompiledFunctions}.
 */
@NullMarked
package io.emkd.tensorflow.graph.compile;

import org.jspecify.annotations.NullMarked;
