/**
 * {@code ModelService}: published versions, and which of them answers.
 *
 * <p>Start here: {@link io.emkd.grpc.model.ModelGrpcService}; {@link
 * io.emkd.grpc.model.ModelMessages} makes what every answer says of a model.
 */
@NullMarked
package io.emkd.grpc.model;

import org.jspecify.annotations.NullMarked;
