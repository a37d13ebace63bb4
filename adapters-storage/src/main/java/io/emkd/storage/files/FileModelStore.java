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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Models in directories: {@code NAME/VERSION/} holds {@code manifest.json}, {@code items.json},
 * {@code popularity.json}, {@code checksums.json} and what the publisher writes; {@code
 * NAME/routing.json} says which versions answer. Thread-safe within one process.
 */
public final class FileModelStore implements ModelStore {
  private static final String MANIFEST = "manifest.json";
  private static final String ITEMS = "items.json";
  private static final String POPULARITY = "popularity.json";

  private static final String ROUTING = "routing.json";

  private final Path root;
  private final Map<String, ModelRouting> routings = new ConcurrentHashMap<>();

  /** Removes what a crash during a publication left behind. */
  public FileModelStore(Path root) {
    this.root = root;
    AtomicDirectory.finished(root).forEach(AtomicDirectory::sweep);
  }

  @Override
  public synchronized ModelManifest publish(
      ModelManifest manifest,
      ItemCatalogue catalogue,
      ItemPopularity popularity,
      Consumer<Path> weights) {
    Path model = root.resolve(manifest.name());
    List<Integer> versions = versions(model);
    int version =
        versions.isEmpty()
            ? 1
            : Math.max(versions.get(versions.size() - 1), routing(manifest.name()).highestDeleted())
                + 1;
    ModelManifest published = manifest.withVersion(version);
    AtomicDirectory.write(
        model.resolve(String.valueOf(version)),
        directory -> {
          weights.accept(directory);
          AtomicDirectory.writeText(directory.resolve(ITEMS), Json.write(catalogue.items()));
          AtomicDirectory.writeText(directory.resolve(POPULARITY), Json.write(popularity));
          AtomicDirectory.writeText(directory.resolve(MANIFEST), Json.write(published));
          Checksums.write(directory);
        });
    return published;
  }

  @Override
  public List<ModelManifest> list() {
    List<ModelManifest> all = new ArrayList<>();
    for (Path model : AtomicDirectory.finished(root)) {
      versions(model).forEach(version -> all.add(manifest(model.resolve(String.valueOf(version)))));
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
    if (!Files.exists(directory(reference.name(), reference.version()).resolve(MANIFEST))) {
      throw new NotFoundException(
          "model",
          reference.toString(),
          "its versions are " + versions(root.resolve(reference.name())));
    }
    return reference.version();
  }

  @Override
  public ModelRouting routing(String name) {
    return routings.computeIfAbsent(name, this::readRouting);
  }

  private ModelRouting readRouting(String name) {
    List<Integer> versions = versions(root.resolve(name));
    if (versions.isEmpty()) {
      throw new NotFoundException(
          "model", name, "ListModels names those there are; Train publishes one");
    }
    Path file = root.resolve(name).resolve(ROUTING);
    return Files.exists(file)
        ? Json.read(AtomicDirectory.readText(file), ModelRouting.class)
        : ModelRouting.to(versions.get(0));
  }

  @Override
  public synchronized ModelRouting route(String name, UnaryOperator<ModelRouting> change) {
    ModelRouting changed = change.apply(routing(name));
    AtomicDirectory.replaceFile(root.resolve(name).resolve(ROUTING), Json.write(changed));
    routings.put(name, changed);
    return changed;
  }

  @Override
  public synchronized void delete(ModelReference version) {
    AtomicDirectory.remove(directory(version.name(), version.version()));
  }

  private Path directory(String name, int version) {
    return root.resolve(name).resolve(String.valueOf(version));
  }

  @Override
  public StoredModel find(ModelReference reference) {
    Path directory = directory(reference.name(), version(reference));
    Checksums.verify(directory);
    List<Item> items =
        List.of(Json.read(AtomicDirectory.readText(directory.resolve(ITEMS)), Item[].class));
    Path popularity = directory.resolve(POPULARITY);
    return new StoredModel(
        manifest(directory),
        new ItemCatalogue(items),
        Files.exists(popularity)
            ? Json.read(AtomicDirectory.readText(popularity), ItemPopularity.class)
            : ItemPopularity.UNKNOWN,
        directory);
  }

  @Override
  public ModelManifest manifest(ModelReference reference) {
    return manifest(directory(reference.name(), version(reference)));
  }

  private static ModelManifest manifest(Path directory) {
    return Json.read(AtomicDirectory.readText(directory.resolve(MANIFEST)), ModelManifest.class);
  }

  private static List<Integer> versions(Path model) {
    return AtomicDirectory.finished(model).stream()
        .filter(directory -> Files.exists(directory.resolve(MANIFEST)))
        .map(directory -> directory.getFileName().toString())
        .filter(name -> name.matches("[1-9]\\d{0,8}"))
        .map(Integer::valueOf)
        .sorted(Comparator.naturalOrder())
        .toList();
  }
}
