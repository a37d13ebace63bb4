/**
 * What XLA compiles of a step: chains of elementwise operations, so that each is one pass over
 * memory, or the whole.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.compile.Compilation}, then {@link
 * io.emkd.tensorflow.graph.compile.CompiledFunctions} for a CPU and {@link
 * io.emkd.tensorflow.graph.compile.Program} for a GPU.
 */
@NullMarked
package io.emkd.tensorflow.graph.compile;

import org.jspecify.annotations.NullMarked;
