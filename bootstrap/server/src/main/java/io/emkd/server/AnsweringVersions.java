package io.emkd.server;

import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelRouting;
import io.emkd.domain.registry.ModelStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What answers without being named by its number: serving versions, canaries, labels. */
final class AnsweringVersions {
  private static final Logger LOG = LoggerFactory.getLogger(AnsweringVersions.class);

  private AnsweringVersions() {}

  /**
   * Of all models, serving versions first; {@code limit} of them at most. Those of a model whose
   * routing cannot be read are left out.
   */
  static List<ModelReference> of(ModelStore models, int limit) {
    Map<String, Optional<ModelRouting>> routings = new HashMap<>();
    List<ModelReference> serving = new ArrayList<>();
    List<ModelReference> others = new ArrayList<>();
    for (ModelManifest manifest : models.list()) {
      routings
          .computeIfAbsent(manifest.name(), name -> routing(models, name))
          .filter(routing -> routing.uses(manifest.version()))
          .ifPresent(
              routing -> {
                if (routing.serving() == manifest.version()) {
                  serving.add(new ModelReference(manifest.name(), 0));
                } else {
                  others.add(new ModelReference(manifest.name(), manifest.version()));
                }
              });
    }
    serving.addAll(others);
    return serving.subList(0, Math.min(limit, serving.size()));
  }

  private static Optional<ModelRouting> routing(ModelStore models, String name) {
    try {
      return Optional.of(models.routing(name));
    } catch (RuntimeException unreadable) {
      LOG.debug("nothing of model {} is loaded", name, unreadable);
      return Optional.empty();
    }
  }
}
