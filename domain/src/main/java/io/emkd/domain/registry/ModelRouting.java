package io.emkd.domain.registry;

import io.emkd.domain.error.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which versions of a model answer.
 *
 * @param serving answers where a request names neither version nor label
 * @param replaced what served before, the last one last
 * @param labels versions by label, e.g. {@code stable}
 * @param highestDeleted so that no number is given twice; 0 where none was deleted
 * @param canary answers for its share of users in the serving version's place
 * @param shadow is asked beside the one that answers, for its share of requests
 */
public record ModelRouting(
    int serving,
    List<Integer> replaced,
    Map<String, Integer> labels,
    int highestDeleted,
    Optional<Canary> canary,
    Optional<Shadow> shadow) {
  public ModelRouting {
    replaced = List.copyOf(replaced);
    labels = Map.copyOf(labels);
    // Absent in files of versions that had none.
    canary = canary == null ? Optional.empty() : canary;
    shadow = shadow == null ? Optional.empty() : shadow;
    Violations violations = new Violations();
    requireVersion(violations, "serving", serving);
    replaced.forEach(version -> requireVersion(violations, "replaced", version));
    labels.forEach(
        (label, version) -> {
          violations.require(
              ModelReference.LABEL.matcher(label).matches(),
              "labels",
              "'" + label + "'",
              "labels of versions");
          requireVersion(violations, "labels." + label, version);
        });
    violations
        .require(
            highestDeleted >= 0 && highestDeleted <= ModelReference.HIGHEST_VERSION,
            "highestDeleted",
            highestDeleted,
            "0 to " + ModelReference.HIGHEST_VERSION)
        .throwIfAny();
  }

  private static void requireVersion(Violations violations, String field, int version) {
    violations.require(
        version >= 1 && version <= ModelReference.HIGHEST_VERSION,
        field,
        version,
        "a version from 1");
  }

  public static ModelRouting to(int version) {
    return new ModelRouting(version, List.of(), Map.of(), 0, Optional.empty(), Optional.empty());
  }

  /** Which version answers for a user where a request names none. */
  public int servingFor(String userId) {
    return canary.filter(c -> c.covers(userId)).map(Canary::version).orElse(serving);
  }

  /** The versions that requests may reach: which serves, is canary or shadow, or has a label. */
  public Set<Integer> answering() {
    Set<Integer> answering = new TreeSet<>(labels.values());
    answering.add(serving);
    canary.map(Canary::version).ifPresent(answering::add);
    shadow.map(Shadow::version).ifPresent(answering::add);
    return answering;
  }

  /** Whether requests may reach the version. */
  public boolean uses(int version) {
    return answering().contains(version);
  }

  /**
   * @param share 0 ends the canary
   */
  public ModelRouting withCanary(int version, double share) {
    Canary changed = new Canary(version, share);
    return new ModelRouting(
        serving,
        replaced,
        labels,
        highestDeleted,
        share == 0 ? Optional.empty() : Optional.of(changed),
        shadow);
  }

  /**
   * @param share 0 ends the shadow
   */
  public ModelRouting withShadow(int version, double share) {
    Shadow changed = new Shadow(version, share);
    return new ModelRouting(
        serving,
        replaced,
        labels,
        highestDeleted,
        canary,
        share == 0 ? Optional.empty() : Optional.of(changed));
  }

  public ModelRouting promoting(int version) {
    if (version == serving) {
      return this;
    }
    List<Integer> before = new ArrayList<>(replaced);
    before.add(serving);
    return new ModelRouting(
        version,
        before,
        labels,
        highestDeleted,
        canary.filter(c -> c.version() != version),
        shadow.filter(s -> s.version() != version));
  }

  /** Back to what served before; empty where nothing did. */
  public Optional<ModelRouting> rolledBack() {
    if (replaced.isEmpty()) {
      return Optional.empty();
    }
    int last = replaced.size() - 1;
    return Optional.of(
        new ModelRouting(
            replaced.get(last),
            replaced.subList(0, last),
            labels,
            highestDeleted,
            canary.filter(c -> c.version() != replaced.get(last)),
            shadow.filter(s -> s.version() != replaced.get(last))));
  }

  /**
   * @param version 0 removes the label
   */
  public ModelRouting labelling(String label, int version) {
    Map<String, Integer> changed = new TreeMap<>(labels);
    if (version == 0) {
      changed.remove(label);
    } else {
      changed.put(label, version);
    }
    return new ModelRouting(serving, replaced, changed, highestDeleted, canary, shadow);
  }

  public ModelRouting deleting(int version) {
    return new ModelRouting(
        serving,
        replaced.stream().filter(v -> v != version).toList(),
        labels,
        Math.max(highestDeleted, version),
        canary,
        shadow);
  }
}
