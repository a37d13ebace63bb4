/**
 * Published versions of models: what is known of each, and which of a model's versions serves, has
 * a label or is the canary.
 *
 * <p>Start here: {@link io.emkd.domain.registry.ModelStore}, the port, {@link
 * io.emkd.domain.registry.ModelManifest}, {@link io.emkd.domain.registry.ModelRouting}, and {@link
 * io.emkd.domain.registry.VersionKey}, which names one exact version.
 */
@NullMarked
package io.emkd.domain.registry;

import org.jspecify.annotations.NullMarked;
