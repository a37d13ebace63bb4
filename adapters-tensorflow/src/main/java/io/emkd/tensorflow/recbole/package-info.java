/**
 * RecBole's checkpoints, whose networks become ours.
 *
 * <p>Start here: {@link io.emkd.tensorflow.recbole.RecBoleCheckpoints}.
 */
@NullMarked
package io.emkd.tensorflow.recbole;

import org.jspecify.annotations.NullMarked;
