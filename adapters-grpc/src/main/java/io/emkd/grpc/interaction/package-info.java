/**
 * {@code InteractionService}: events as they happen, one request at a time or in a stream, and
 * their removal.
 *
 * <p>Start here: {@link io.emkd.grpc.interaction.InteractionGrpcService}; {@link
 * io.emkd.grpc.interaction.InteractionStream} reads on as events reach the disk.
 */
@NullMarked
package io.emkd.grpc.interaction;

import org.jspecify.annotations.NullMarked;
