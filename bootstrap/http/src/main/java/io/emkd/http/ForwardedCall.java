package io.emkd.http;

import io.grpc.CallOptions;
import io.grpc.Metadata;

/**
 * What of an HTTP call goes on to the gRPC server.
 *
 * @param end to be run when it is over
 */
record ForwardedCall(Metadata headers, CallOptions options, Runnable end) {}
