/**
 * The N networks of an ensemble: an encoder and heads each, and how their parameters are named.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.network.EnsembleNetworks}.
 */
package io.emkd.tensorflow.graph.network;
