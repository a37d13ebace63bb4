/** BERT4Rec as other programs have it, with norms after its sublayers. */
@NullMarked
package io.emkd.tensorflow.graph.encoder.postnorm;

import org.jspecify.annotations.NullMarked;
