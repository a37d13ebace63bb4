/**
 * {@code RecommendationService}: next items, similar items and representations, one request, a
 * batch or a stream of them at a time.
 *
 * <p>Start here: {@link io.emkd.grpc.recommendation.RecommendationGrpcService}; {@link
 * io.emkd.grpc.recommendation.RecommendationMessages} reads requests and writes answers, {@link
 * io.emkd.grpc.recommendation.RecommendStream} is one bulk job.
 */
@NullMarked
package io.emkd.grpc.recommendation;

import org.jspecify.annotations.NullMarked;
