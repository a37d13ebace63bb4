/**
 * A training in a Java process of its own, which may run out of memory without harm to the server:
 * how the process is started, what it is asked and how it answers, byte by byte.
 *
 * <p>Start here: {@link io.emkd.tensorflow.process.TrainingInAProcess}, what callers use; {@code
 * TrainerProcess} is the parent's side and {@code TrainerMain} the child's.
 */
@NullMarked
package io.emkd.tensorflow.process;

import org.jspecify.annotations.NullMarked;
