/**
 * Training options in the protocol and in the domain: presets, what a client changes of them, what
 * a model was trained with.
 *
 * <p>Start here: {@link io.emkd.grpc.configuration.TrainingConfigurations}.
 */
package io.emkd.grpc.configuration;
