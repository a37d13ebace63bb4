package io.emkd.domain.release;

import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.Violations;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelRouting;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.registry.VersionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes old versions: all but the newest few, those that requests may reach, and the one that a
 * roll-back would bring back. A damaged version stays, for somebody to look at, and counts for none
 * of the newest. Thread-safe.
 */
public final class RetainVersions {
  private static final System.Logger LOG = System.getLogger(RetainVersions.class.getName());

  private final ModelStore store;
  private final ManageVersions versions;
  private final int kept;

  /**
   * @param kept how many of the newest versions stay, whatever points at them; 0 keeps all
   */
  public RetainVersions(ModelStore store, ManageVersions versions, int kept) {
    new Violations()
        .require(kept >= 0, "versions_kept", kept, "0, which keeps all, or more")
        .throwIfAny();
    this.store = store;
    this.versions = versions;
    this.kept = kept;
  }

  /** Gives what was removed. */
  public List<VersionKey> apply(String name) {
    if (kept == 0) {
      return List.of();
    }
    List<ModelManifest> listed = store.list();
    Set<String> damaged =
        store.damaged().stream()
            .filter(artifact -> artifact.kind() == DamagedArtifact.Kind.VERSION)
            .map(DamagedArtifact::name)
            .collect(Collectors.toSet());
    List<Integer> all =
        listed.stream()
            .filter(manifest -> manifest.name().equals(name))
            .map(ModelManifest::version)
            .filter(version -> !damaged.contains(new VersionKey(name, version).toString()))
            .sorted()
            .toList();
    ModelRouting routing = store.routing(name);
    int rollBack = routing.rolledBack().map(ModelRouting::serving).orElse(0);
    List<VersionKey> removed = new ArrayList<>();
    for (int version : all.subList(0, Math.max(0, all.size() - kept))) {
      if (!routing.uses(version) && version != rollBack) {
        VersionKey old = new VersionKey(name, version);
        try {
          versions.delete(old.reference());
          removed.add(old);
        } catch (RuntimeException stays) {
          LOG.log(System.Logger.Level.WARNING, old + " is old and cannot be removed", stays);
        }
      }
    }
    return removed;
  }
}
