package io.emkd.storage.files;

import io.emkd.domain.data.Item;
import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.data.ItemPopularity;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.model.ModelManifest;
import io.emkd.domain.model.ModelReference;
import io.emkd.domain.model.ModelRouting;
import io.emkd.domain.port.ModelStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Models as artifacts: {@code NAME/VERSION/} holds {@code manifest.json}, {@code items.json},
 * {@code popularity.json}, {@code checksums.json} and what the publisher writes; {@code
 * NAME/routing.json} says which versions answer. Thread-safe.
 */
public final class ArtifactModelStore implements ModelStore {
  private static final String MANIFEST = "manifest.json";
  private static final String ITEMS = "items.json";
  private static final String POPULARITY = "popularity.json";
  private static final String ROUTING = "/routing.json";

  private final Artifacts artifacts;
  private final Map<String, ParsedRouting> routings = new ConcurrentHashMap<>();

  private record ParsedRouting(String text, ModelRouting routing) {}

  /** Removes what a crash during a publication left behind. */
  public ArtifactModelStore(Artifacts artifacts) {
    this.artifacts = artifacts;
    artifacts.roots().forEach(artifacts::sweep);
  }

  @Override
  public synchronized ModelManifest publish(
      ModelManifest manifest,
      ItemCatalogue catalogue,
      ItemPopularity popularity,
      Consumer<Path> weights) {
    for (int version = nextVersion(manifest.name()); ; version++) {
      ModelManifest published = manifest.withVersion(version);
      boolean written =
          artifacts.write(
              directory(published.name(), version),
              directory -> {
                weights.accept(directory);
                AtomicDirectory.writeText(directory.resolve(ITEMS), Json.write(catalogue.items()));
                AtomicDirectory.writeText(directory.resolve(POPULARITY), Json.write(popularity));
                AtomicDirectory.writeText(directory.resolve(MANIFEST), Json.write(published));
              });
      // Else another process has taken the number.
      if (written) {
        serveFirst(published);
        return published;
      }
    }
  }

  private void serveFirst(ModelManifest published) {
    if (artifacts.text(published.name() + ROUTING).isEmpty()) {
      artifacts.change(
          published.name() + ROUTING, text -> Json.write(routing(published.name(), text)));
    }
  }

  private int nextVersion(String name) {
    List<Integer> versions = versions(name);
    return versions.isEmpty()
        ? 1
        : Math.max(versions.get(versions.size() - 1), routing(name).highestDeleted()) + 1;
  }

  @Override
  public List<ModelManifest> list() {
    List<ModelManifest> all = new ArrayList<>();
    for (String model : artifacts.roots()) {
      for (int version : versions(model)) {
        readManifest(model, version).ifPresent(all::add);
      }
    }
    return all;
  }

  @Override
  public int version(ModelReference reference) {
    ModelRouting routing = routing(reference.name());
    if (reference.isServing()) {
      return routing.serving();
    }
    if (!reference.label().isEmpty()) {
      Integer labelled = routing.labels().get(reference.label());
      if (labelled == null) {
        throw new NotFoundException(
            "model", reference.toString(), "its labels are " + routing.labels().keySet());
      }
      return labelled;
    }
    if (artifacts.text(manifestPath(reference.name(), reference.version())).isEmpty()) {
      throw new NotFoundException(
          "model", reference.toString(), "its versions are " + versions(reference.name()));
    }
    return reference.version();
  }

  @Override
  public ModelRouting routing(String name) {
    return routing(name, artifacts.text(name + ROUTING));
  }

  private ModelRouting routing(String name, Optional<String> text) {
    if (text.isEmpty()) {
      return ModelRouting.to(firstVersion(name));
    }
    ParsedRouting known = routings.get(name);
    if (known == null || !known.text.equals(text.get())) {
      known = new ParsedRouting(text.get(), Json.read(text.get(), ModelRouting.class));
      routings.put(name, known);
    }
    return known.routing;
  }

  private int firstVersion(String name) {
    List<Integer> versions = versions(name);
    if (versions.isEmpty()) {
      throw new NotFoundException(
          "model", name, "ListModels names those there are; Train publishes one");
    }
    return versions.get(0);
  }

  @Override
  public ModelRouting route(String name, UnaryOperator<ModelRouting> change) {
    firstVersion(name);
    String changed =
        artifacts.change(name + ROUTING, text -> Json.write(change.apply(routing(name, text))));
    return Json.read(changed, ModelRouting.class);
  }

  @Override
  public void delete(ModelReference version) {
    artifacts.remove(directory(version.name(), version.version()));
  }

  private static String directory(String name, int version) {
    return name + "/" + version;
  }

  private static String manifestPath(String name, int version) {
    return directory(name, version) + "/" + MANIFEST;
  }

  @Override
  public StoredModel find(ModelReference reference) {
    int version = version(reference);
    Path directory = artifacts.open(directory(reference.name(), version));
    List<Item> items =
        List.of(Json.read(AtomicDirectory.readText(directory.resolve(ITEMS)), Item[].class));
    Path popularity = directory.resolve(POPULARITY);
    return new StoredModel(
        Json.read(AtomicDirectory.readText(directory.resolve(MANIFEST)), ModelManifest.class),
        new ItemCatalogue(items),
        Files.exists(popularity)
            ? Json.read(AtomicDirectory.readText(popularity), ItemPopularity.class)
            : ItemPopularity.UNKNOWN,
        directory);
  }

  @Override
  public ModelManifest manifest(ModelReference reference) {
    int version = version(reference);
    return readManifest(reference.name(), version)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "model",
                    reference.toString(),
                    "its versions are " + versions(reference.name())));
  }

  private Optional<ModelManifest> readManifest(String name, int version) {
    return artifacts
        .text(manifestPath(name, version))
        .map(text -> Json.read(text, ModelManifest.class));
  }

  private List<Integer> versions(String model) {
    return artifacts.directories(model).stream()
        .filter(name -> name.matches("[1-9]\\d{0,8}"))
        .map(Integer::valueOf)
        .sorted(Comparator.naturalOrder())
        .toList();
  }
}
