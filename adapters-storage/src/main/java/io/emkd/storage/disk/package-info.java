/**
 * Files and directories that outlive a crash: written whole or not at all, checked when they are
 * read, their damage told from a passing failure of the machine.
 *
 * <p>Start here: {@link io.emkd.storage.disk.AtomicDirectory}, which writes, and {@link
 * io.emkd.storage.disk.StoredText}, which reads.
 */
@NullMarked
package io.emkd.storage.disk;

import org.jspecify.annotations.NullMarked;
