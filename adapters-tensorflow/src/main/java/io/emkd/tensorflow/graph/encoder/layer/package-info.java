/**
 * The layers of which encoders are made whose derivatives TensorFlow finds: post-norm attention and
 * feed-forward sublayers, as RecBole and BSARec have them.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.encoder.layer.CausalTransformer}. {@code
 * AttentionHeads} is BERT4Rec's too.
 */
@NullMarked
package io.emkd.tensorflow.graph.encoder.layer;

import org.jspecify.annotations.NullMarked;
