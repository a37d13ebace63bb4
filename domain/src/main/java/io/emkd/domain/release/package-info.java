/**
 * Which version of a model serves: promotion, labels and canaries by hand, the gate after a
 * training, the removal of old versions.
 *
 * <p>Start here: {@link io.emkd.domain.release.PublicationGate}, which decides whether a new
 * version serves and says so by a {@link io.emkd.domain.release.PublicationDecision}, and {@link
 * io.emkd.domain.release.ManageVersions}.
 */
@NullMarked
package io.emkd.domain.release;

import org.jspecify.annotations.NullMarked;
