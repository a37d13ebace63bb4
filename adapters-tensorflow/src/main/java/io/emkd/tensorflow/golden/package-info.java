/**
 * Whether a device computes what the authors' code does: losses, gradients, scores and a trajectory
 * of golden cases, beside their own. For tests and experiments.
 *
 * <p>Start here: {@link io.emkd.tensorflow.golden.GoldenVectors}.
 */
@NullMarked
package io.emkd.tensorflow.golden;

import org.jspecify.annotations.NullMarked;
