/**
 * Failures as a client sees them: a status, its details, and no more than a client with default
 * limits takes.
 *
 * <p>Start here: {@link io.emkd.grpc.error.ErrorStatus}, the one mapping from the domain's
 * exceptions to gRPC's statuses.
 */
@NullMarked
package io.emkd.grpc.error;

import org.jspecify.annotations.NullMarked;
