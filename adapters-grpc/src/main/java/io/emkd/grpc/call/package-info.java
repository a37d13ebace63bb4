/**
 * What the services share in answering a call: one answer now or later, pages of listings, places
 * for calls that take long.
 *
 * <p>Start here: {@link io.emkd.grpc.call.UnaryCall} and {@link io.emkd.grpc.call.Places}, which
 * refuses a call of which as many are under way as may. {@link io.emkd.grpc.call.CallEnd} gives a
 * place back before the client can see that it is free. {@link io.emkd.grpc.call.RequestId} is by
 * what a call goes in the log and to its client.
 */
@NullMarked
package io.emkd.grpc.call;

import org.jspecify.annotations.NullMarked;
