/**
 * Artifacts in a directory of this machine, or one that several machines share.
 *
 * <p>Start here: {@link io.emkd.storage.artifact.local.LocalArtifacts}.
 */
package io.emkd.storage.artifact.local;
