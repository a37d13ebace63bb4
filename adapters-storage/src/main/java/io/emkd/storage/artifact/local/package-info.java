/**
 * Artifacts in a directory of this machine, or one that several machines share.
 *
 * <p>Start here: {@link io.emkd.storage.artifact.local.LocalArtifacts}.
 */
@NullMarked
package io.emkd.storage.artifact.local;

import org.jspecify.annotations.NullMarked;
