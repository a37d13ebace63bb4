package io.emkd.bootstrap.server;

import io.emkd.domain.model.ModelReference;
import io.emkd.domain.model.ModelRouting;
import io.emkd.domain.port.ModelStore;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What answers without being named by its number: serving versions, canaries, labels. */
final class AnsweringVersions {
  private AnsweringVersions() {}

  /** Of all models, serving versions first; {@code limit} of them at most. */
  static List<ModelReference> of(ModelStore models, int limit) {
    Map<String, ModelRouting> routings = new HashMap<>();
    return models.list().stream()
        .filter(
            manifest ->
                routings.computeIfAbsent(manifest.name(), models::routing).uses(manifest.version()))
        .sorted(
            Comparator.comparing(
                manifest -> routings.get(manifest.name()).serving() != manifest.version()))
        .limit(limit)
        .map(
            manifest ->
                routings.get(manifest.name()).serving() == manifest.version()
                    ? new ModelReference(manifest.name(), 0)
                    : new ModelReference(manifest.name(), manifest.version()))
        .toList();
  }
}
