package io.emkd.storage.files;

import io.emkd.domain.data.Item;
import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.model.ModelManifest;
import io.emkd.domain.model.ModelReference;
import io.emkd.domain.port.ModelStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Models in directories: {@code NAME/VERSION/} holds {@code manifest.json}, {@code items.json} and
 * the weights in {@code variables.*}. Thread-safe within one process.
 */
public final class FileModelStore implements ModelStore {
  private static final String MANIFEST = "manifest.json";
  private static final String ITEMS = "items.json";

  private final Path root;

  /** Removes what a crash during a publication left behind. */
  public FileModelStore(Path root) {
    this.root = root;
    AtomicDirectory.finished(root).forEach(AtomicDirectory::sweep);
  }

  @Override
  public synchronized ModelManifest publish(
      ModelManifest manifest, ItemCatalogue catalogue, Consumer<Path> weights) {
    Path model = root.resolve(manifest.name());
    List<Integer> versions = versions(model);
    int version = versions.isEmpty() ? 1 : versions.get(versions.size() - 1) + 1;
    ModelManifest published = manifest.withVersion(version);
    AtomicDirectory.write(
        model.resolve(String.valueOf(version)),
        directory -> {
          weights.accept(directory);
          AtomicDirectory.writeText(directory.resolve(ITEMS), Json.write(catalogue.items()));
          AtomicDirectory.writeText(directory.resolve(MANIFEST), Json.write(published));
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
    List<Integer> versions = versions(root.resolve(reference.name()));
    if (versions.isEmpty()) {
      throw new NotFoundException(
          "model", reference.name(), "ListModels names those there are; Train publishes one");
    }
    int version =
        reference.version() == 0 ? versions.get(versions.size() - 1) : reference.version();
    if (!versions.contains(version)) {
      throw new NotFoundException("model", reference.toString(), "its versions are " + versions);
    }
    return version;
  }

  @Override
  public StoredModel find(ModelReference reference) {
    Path directory = root.resolve(reference.name()).resolve(String.valueOf(version(reference)));
    List<Item> items =
        List.of(Json.read(AtomicDirectory.readText(directory.resolve(ITEMS)), Item[].class));
    return new StoredModel(manifest(directory), new ItemCatalogue(items), directory);
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
