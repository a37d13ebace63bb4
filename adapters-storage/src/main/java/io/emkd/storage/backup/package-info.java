/**
 * Backups of an embedded store: the database and the directories of models and trainings, as one
 * directory that is there whole or not at all.
 *
 * <p>Start here: {@link io.emkd.storage.backup.EmbeddedBackup}, what is copied in which order, so
 * that it fits together; {@link io.emkd.storage.backup.EmbeddedRestore}, the way back.
 */
@NullMarked
package io.emkd.storage.backup;

import org.jspecify.annotations.NullMarked;
