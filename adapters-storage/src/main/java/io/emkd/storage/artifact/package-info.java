/**
 * Models, checkpoints and the data of trainings, as directories of files that are there whole or
 * not at all, wherever those are.
 *
 * <p>Start here: {@link io.emkd.storage.artifact.Artifacts}, what a place for them can do, and
 * {@link io.emkd.storage.artifact.ArtifactModelStore}, which publishes and finds versions. Another
 * place implements {@code Artifacts} and passes {@code ArtifactsContract}.
 */
@NullMarked
package io.emkd.storage.artifact;

import org.jspecify.annotations.NullMarked;
