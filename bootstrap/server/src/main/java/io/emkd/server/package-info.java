/**
 * The process, by Micronaut: settings from flags, environment and file, the gRPC server with its
 * limits of connections, metrics and health, start, warm-up and stop.
 *
 * <p>Start here: {@link io.emkd.server.EmkdServer}, a server that runs, and {@link
 * io.emkd.server.settings.Settings}, what it can be told.
 */
@NullMarked
package io.emkd.server;

import org.jspecify.annotations.NullMarked;
