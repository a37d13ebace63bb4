/**
 * The protocol's services over the domain's use cases: requests are mapped to the domain's records,
 * its answers to messages, its exceptions to statuses; nothing is decided here.
 *
 * <p>Start here: each service of {@code proto/} has a package of its name, e.g. {@link
 * io.emkd.grpc.recommendation}; what a call passes before is in {@link io.emkd.grpc.wire}, who may
 * make it in {@link io.emkd.grpc.security}, what services share in {@link io.emkd.grpc.call}, and
 * every failure ends in {@link io.emkd.grpc.error}.
 */
@NullMarked
package io.emkd.grpc;

import org.jspecify.annotations.NullMarked;
