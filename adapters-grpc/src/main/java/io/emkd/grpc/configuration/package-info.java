/**
 * Training options in the protocol and in the domain: presets, what a client changes of them, what
 * a model was trained with.
 *
 * <p>Start here: {@link io.emkd.grpc.configuration.TrainingConfigurations}.
 */
@NullMarked
package io.emkd.grpc.configuration;

import org.jspecify.annotations.NullMarked;
