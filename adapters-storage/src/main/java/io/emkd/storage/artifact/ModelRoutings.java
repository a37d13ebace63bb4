package io.emkd.storage.artifact;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.DamagedArtifact.Kind;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.registry.ModelRouting;
import io.emkd.storage.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * {@code NAME/routing.json}, which says which versions of a model answer. Where it cannot be read
 * nothing is guessed: no version answers for the name until one is promoted. Thread-safe.
 */
final class ModelRoutings {
  private static final System.Logger LOG = System.getLogger(ModelRoutings.class.getName());

  private final Artifacts artifacts;
  private final Function<String, List<Integer>> versions;
  private final DamagedArtifacts damaged;
  private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

  private record Parsed(String text, ModelRouting routing) {}

  /**
   * @param versions of a model, ascending
   */
  ModelRoutings(
      Artifacts artifacts, Function<String, List<Integer>> versions, DamagedArtifacts damaged) {
    this.artifacts = artifacts;
    this.versions = versions;
    this.damaged = damaged;
  }

  private static String path(String name) {
    return name + "/routing.json";
  }

  /**
   * @throws NotFoundException if there is no such model
   * @throws CorruptArtifactException if it cannot be read, with what to do
   */
  ModelRouting of(String name) {
    return reporting(name, () -> read(name, artifacts.text(path(name))));
  }

  /** Changes a routing and gives the new one, with the failures of {@link #of}. */
  ModelRouting change(String name, UnaryOperator<ModelRouting> change) {
    versionsOf(name);
    return reporting(
        name,
        () ->
            parse(
                name,
                artifacts.change(path(name), text -> Json.write(change.apply(read(name, text))))));
  }

  /** A routing that cannot be read is replaced by one that knows the version alone. */
  ModelRouting serve(String name, int version) {
    try {
      return change(name, routing -> routing.promoting(version));
    } catch (CorruptArtifactException unreadable) {
      ModelRouting repaired = ModelRouting.to(version);
      artifacts.replace(path(name), Json.write(repaired));
      LOG.log(
          System.Logger.Level.WARNING,
          path(name)
              + " could not be read and was replaced: version "
              + version
              + " serves; labels, canary and what served before are gone");
      return of(name);
    }
  }

  /** Where nothing says which version serves, it is this one, the first. */
  void serveFirst(String name, int version) {
    if (isAbsent(name)) {
      artifacts.change(
          path(name), text -> text.orElseGet(() -> Json.write(ModelRouting.to(version))));
    }
  }

  private boolean isAbsent(String name) {
    try {
      return artifacts.text(path(name)).isEmpty();
    } catch (CorruptArtifactException unreadable) {
      return false;
    }
  }

  /** 0 where none was, or that is not known any more. */
  int highestDeleted(String name) {
    try {
      return artifacts.text(path(name)).map(text -> parse(name, text).highestDeleted()).orElse(0);
    } catch (CorruptArtifactException unreadable) {
      return 0;
    }
  }

  private ModelRouting read(String name, Optional<String> text) {
    if (text.isPresent()) {
      return parse(name, text.get());
    }
    List<Integer> there = versionsOf(name);
    if (there.size() > 1) {
      throw new CorruptArtifactException(path(name) + " is missing", null);
    }
    return ModelRouting.to(there.get(0));
  }

  private ModelRouting parse(String name, String text) {
    Parsed known = parsed.get(name);
    if (known == null || !known.text.equals(text)) {
      known = new Parsed(text, Json.readWhole(path(name), text, ModelRouting.class));
      parsed.put(name, known);
      damaged.mended(Kind.ROUTING, name);
    }
    return known.routing;
  }

  private List<Integer> versionsOf(String name) {
    List<Integer> there = versions.apply(name);
    if (there.isEmpty()) {
      throw new NotFoundException(
          "model", name, "ListModels names those there are; Train publishes one");
    }
    return there;
  }

  private ModelRouting reporting(String name, Supplier<ModelRouting> work) {
    try {
      return work.get();
    } catch (CorruptArtifactException unreadable) {
      artifacts.forget(path(name));
      parsed.remove(name);
      damaged.found(
          new DamagedArtifact(Kind.ROUTING, name, String.valueOf(unreadable.getMessage())));
      throw new CorruptArtifactException(
          unreadable.getMessage()
              + "; so which version of model '"
              + name
              + "' serves is not known: promote one of "
              + name
              + "@"
              + versions.apply(name),
          unreadable);
    }
  }
}
