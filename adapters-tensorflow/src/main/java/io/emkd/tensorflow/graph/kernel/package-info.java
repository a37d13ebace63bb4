/**
 * Computations that encoders, losses and scoring are made of: products of matrices in the precision
 * and by the library that are fastest, gelu, sums, partitions.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.kernel.Kernels} for scoring and {@link
 * io.emkd.tensorflow.graph.kernel.TrainingOps} for training.
 */
@NullMarked
package io.emkd.tensorflow.graph.kernel;

import org.jspecify.annotations.NullMarked;
