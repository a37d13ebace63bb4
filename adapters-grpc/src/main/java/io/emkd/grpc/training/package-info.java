/**
 * {@code TrainingService}: trainings are begun, watched, cancelled and resumed.
 *
 * <p>Start here: {@link io.emkd.grpc.training.TrainingGrpcService}; {@link
 * io.emkd.grpc.training.TrainingStream} is one watcher.
 */
@NullMarked
package io.emkd.grpc.training;

import org.jspecify.annotations.NullMarked;
