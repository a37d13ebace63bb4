/**
 * What {@code ./emkd} starts where a command needs more than the protocol.
 *
 * <p>Start here: {@link io.emkd.bootstrap.Main}.
 */
@NullMarked
package io.emkd.bootstrap;

import org.jspecify.annotations.NullMarked;
