/**
 * {@code EvaluationService}: how well a model ranks a dataset.
 *
 * <p>Start here: {@link io.emkd.grpc.evaluation.EvaluationGrpcService}.
 */
package io.emkd.grpc.evaluation;
