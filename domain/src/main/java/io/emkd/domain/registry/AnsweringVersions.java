package io.emkd.domain.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The versions that answer without being named by their number: serving ones, canaries, labelled
 * ones. A server has these in memory before it listens.
 */
public final class AnsweringVersions {
  private static final System.Logger LOG = System.getLogger(AnsweringVersions.class.getName());

  private AnsweringVersions() {}

  /**
   * Lists those of all models, serving versions first and without their number, {@code limit} of
   * them at most. Those of a model whose routing cannot be read are left out.
   */
  public static List<ModelReference> of(ModelStore models, int limit) {
    List<ModelReference> serving = new ArrayList<>();
    List<ModelReference> others = new ArrayList<>();
    each(
        models,
        (manifest, routing) -> {
          if (routing.serving() == manifest.version()) {
            serving.add(new ModelReference(manifest.name(), 0));
          } else {
            others.add(new ModelReference(manifest.name(), manifest.version()));
          }
        });
    serving.addAll(others);
    return serving.subList(0, Math.min(limit, serving.size()));
  }

  /** Lists the manifests of all of them, without those whose routing cannot be read. */
  static List<ModelManifest> manifests(ModelStore models) {
    List<ModelManifest> answering = new ArrayList<>();
    each(models, (manifest, routing) -> answering.add(manifest));
    return answering;
  }

  private static void each(ModelStore models, BiConsumer<ModelManifest, ModelRouting> use) {
    Map<String, Optional<ModelRouting>> routings = new HashMap<>();
    for (ModelManifest manifest : models.list()) {
      routings
          .computeIfAbsent(manifest.name(), name -> routing(models, name))
          .filter(routing -> routing.uses(manifest.version()))
          .ifPresent(routing -> use.accept(manifest, routing));
    }
  }

  private static Optional<ModelRouting> routing(ModelStore models, String name) {
    try {
      return Optional.of(models.routing(name));
    } catch (RuntimeException unreadable) {
      LOG.log(System.Logger.Level.DEBUG, "nothing of model " + name + " is loaded", unreadable);
      return Optional.empty();
    }
  }
}
