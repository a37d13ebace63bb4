package io.emkd.domain.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which versions of a model answer.
 *
 * @param serving answers where a request names neither version nor label
 * @param replaced what served before, the last one last
 * @param labels versions by label, e.g. {@code stable}
 * @param highestDeleted so that no number is given twice; 0 where none was deleted
 */
public record ModelRouting(
    int serving, List<Integer> replaced, Map<String, Integer> labels, int highestDeleted) {
  public ModelRouting {
    replaced = List.copyOf(replaced);
    labels = Map.copyOf(labels);
  }

  public static ModelRouting to(int version) {
    return new ModelRouting(version, List.of(), Map.of(), 0);
  }

  public ModelRouting promoting(int version) {
    if (version == serving) {
      return this;
    }
    List<Integer> before = new ArrayList<>(replaced);
    before.add(serving);
    return new ModelRouting(version, before, labels, highestDeleted);
  }

  /** Back to what served before; empty where nothing did. */
  public Optional<ModelRouting> rolledBack() {
    if (replaced.isEmpty()) {
      return Optional.empty();
    }
    int last = replaced.size() - 1;
    return Optional.of(
        new ModelRouting(replaced.get(last), replaced.subList(0, last), labels, highestDeleted));
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
    return new ModelRouting(serving, replaced, changed, highestDeleted);
  }

  public ModelRouting deleting(int version) {
    return new ModelRouting(
        serving,
        replaced.stream().filter(v -> v != version).toList(),
        labels,
        Math.max(highestDeleted, version));
  }
}
