/**
 * Where TensorFlow computes, a CPU or a GPU: how it is chosen and what it lacks, how many threads
 * it takes, how fast it multiplies.
 *
 * <p>Start here: {@link io.emkd.tensorflow.device.Device}.
 */
@NullMarked
package io.emkd.tensorflow.device;

import org.jspecify.annotations.NullMarked;
