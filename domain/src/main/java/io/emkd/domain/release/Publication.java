package io.emkd.domain.release;

import io.emkd.domain.registry.VersionKey;
import java.util.List;
import java.util.Optional;

/**
 * What became of a published version, and of those that it makes old.
 *
 * @param removed old versions
 * @param kept why old versions stay where they were to be removed
 */
public record Publication(
    PublicationDecision decision, List<VersionKey> removed, Optional<RuntimeException> kept) {}
