/**
 * The protocol as JSON over HTTP, and as gRPC-Web: each method at the paths that its {@code
 * google.api.http} names, transcoded by Armeria and forwarded to the gRPC server of this process,
 * which alone decides. And the Open Inference Protocol at {@code /v2}, whose JSON is its own
 * ({@link io.emkd.http.InferenceApi}).
 *
 * <p>Start here: {@link io.emkd.http.HttpGateway}.
 */
@NullMarked
package io.emkd.http;

import org.jspecify.annotations.NullMarked;
