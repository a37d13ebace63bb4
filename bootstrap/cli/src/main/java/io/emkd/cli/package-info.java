/**
 * The client's commands, which know the protocol alone, and what all commands share: options,
 * output, exit statuses, what a user is told of a failure. Other modules bring their commands as
 * {@link io.emkd.cli.CommandModule}.
 *
 * <p>Start here: {@link io.emkd.cli.EmkdCommand}, the root, and {@link
 * io.emkd.cli.ServerConnection}, by which each command calls a server.
 */
@NullMarked
package io.emkd.cli;

import org.jspecify.annotations.NullMarked;
