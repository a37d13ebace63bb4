/**
 * TLS of the gRPC server: a certificate with its key, and the authorities of client certificates,
 * from PEM files that may change while the server runs.
 *
 * <p>Start here: {@link io.emkd.server.tls.ServerTls}.
 */
@NullMarked
package io.emkd.server.tls;

import org.jspecify.annotations.NullMarked;
