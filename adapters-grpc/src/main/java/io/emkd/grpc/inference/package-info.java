/**
 * {@code inference.GRPCInferenceService}, the Open Inference Protocol: batches of histories as
 * tensors, answered by the use cases that {@code RecommendationService} calls.
 *
 * <p>Start here: {@link io.emkd.grpc.inference.InferenceGrpcService}; {@link
 * io.emkd.grpc.inference.InferenceRequest} reads requests, {@link
 * io.emkd.grpc.inference.InferenceOutput} lists what answers hold.
 */
@NullMarked
package io.emkd.grpc.inference;

import org.jspecify.annotations.NullMarked;
