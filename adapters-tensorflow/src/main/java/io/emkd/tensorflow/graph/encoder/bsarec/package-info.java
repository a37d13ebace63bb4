/**
 * BSARec: a transformer with a filter of frequencies beside its attention.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.encoder.bsarec.BsaRecEncoder}.
 */
@NullMarked
package io.emkd.tensorflow.graph.encoder.bsarec;

import org.jspecify.annotations.NullMarked;
