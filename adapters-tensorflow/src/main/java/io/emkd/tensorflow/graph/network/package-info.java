/**
 * The N networks of an ensemble: an encoder and heads each, and how their parameters are named.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.network.EnsembleNetworks}.
 */
@NullMarked
package io.emkd.tensorflow.graph.network;

import org.jspecify.annotations.NullMarked;
