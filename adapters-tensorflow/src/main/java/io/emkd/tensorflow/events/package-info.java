/**
 * What TensorBoard shows of trainings.
 *
 * <p>Start here: {@link io.emkd.tensorflow.events.EventFiles}.
 */
@NullMarked
package io.emkd.tensorflow.events;

import org.jspecify.annotations.NullMarked;
