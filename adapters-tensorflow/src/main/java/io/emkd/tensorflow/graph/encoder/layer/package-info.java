/**
 * The layers of which encoders are made whose derivatives TensorFlow finds: post-norm attention and
 * feed-forward sublayers, as RecBole and BSARec have them.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.encoder.layer.AttentionSublayer}.
 */
@NullMarked
package io.emkd.tensorflow.graph.encoder.layer;

import org.jspecify.annotations.NullMarked;
