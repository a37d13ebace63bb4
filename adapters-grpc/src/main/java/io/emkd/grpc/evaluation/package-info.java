/**
 * {@code EvaluationService}: how well a model ranks a dataset.
 *
 * <p>Start here: {@link io.emkd.grpc.evaluation.EvaluationGrpcService}.
 */
@NullMarked
package io.emkd.grpc.evaluation;

import org.jspecify.annotations.NullMarked;
