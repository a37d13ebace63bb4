/**
 * What a training takes of memory, and what there is.
 *
 * <p>Start here: {@link io.emkd.tensorflow.memory.TrainingRoom}, which refuses a training that does
 * not fit; {@link io.emkd.tensorflow.memory.TrainingMemory} estimates what it takes.
 */
@NullMarked
package io.emkd.tensorflow.memory;

import org.jspecify.annotations.NullMarked;
