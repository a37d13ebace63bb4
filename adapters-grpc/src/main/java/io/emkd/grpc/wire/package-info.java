/**
 * What every call passes between the wire and its service: the threads that it may have, the memory
 * that its requests may take, the scan of a message's bytes before anything is made of them.
 *
 * <p>Start here: {@link io.emkd.grpc.wire.CheckedService}, which puts all of it around a service,
 * and {@link io.emkd.grpc.wire.FieldLimits}, how much a request may hold.
 */
@NullMarked
package io.emkd.grpc.wire;

import org.jspecify.annotations.NullMarked;
