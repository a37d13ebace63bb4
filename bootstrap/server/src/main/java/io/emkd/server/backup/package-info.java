/**
 * The commands {@code backup} and {@code restore}, which work on a server's directories beside it.
 *
 * <p>Start here: {@link io.emkd.server.backup.BackupCommand}; what is copied how stands in {@link
 * io.emkd.storage.backup.EmbeddedBackup}.
 */
@NullMarked
package io.emkd.server.backup;

import org.jspecify.annotations.NullMarked;
