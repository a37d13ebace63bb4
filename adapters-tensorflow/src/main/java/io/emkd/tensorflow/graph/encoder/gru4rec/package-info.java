/**
 * GRU4Rec: gated recurrent units.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.encoder.gru4rec.Gru4RecEncoder}.
 */
@NullMarked
package io.emkd.tensorflow.graph.encoder.gru4rec;

import org.jspecify.annotations.NullMarked;
