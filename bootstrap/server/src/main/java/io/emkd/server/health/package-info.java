/**
 * Whether this server can be sent calls: readiness, over HTTP at {@code /health/readiness} and over
 * gRPC as the health of the empty service, and the health of each service by itself.
 *
 * <p>Start here: {@link io.emkd.server.health.ServerReadiness}, what it depends on, and {@link
 * io.emkd.server.health.StoreWatch}, which looks after it.
 */
@NullMarked
package io.emkd.server.health;

import org.jspecify.annotations.NullMarked;
