package io.emkd.storage.files;

import io.emkd.domain.data.Item;
import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.data.ItemPopularity;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.model.ModelManifest;
import io.emkd.domain.model.ModelReference;
import io.emkd.domain.model.ModelRouting;
import io.emkd.domain.port.ModelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  /** Held by the process that changes the routing. */
  private static final String ROUTING_LOCK = ".routing.lock";

  private final Path root;
  private final Sharing sharing;
  private final Map<String, ReadRouting> routings = new ConcurrentHashMap<>();

  private record ReadRouting(ModelRouting routing, long atNanos) {
    static ReadRouting now(ModelRouting routing) {
      return new ReadRouting(routing, System.nanoTime());
    }
  }

  /** Removes what a crash during a publication left behind. */
  public FileModelStore(Path root, Sharing sharing) {
    this.root = root;
    this.sharing = sharing;
    AtomicDirectory.finished(root)
        .forEach(model -> AtomicDirectory.sweep(model, sharing.unfinishedAge()));
  }

  @Override
  public synchronized ModelManifest publish(
      ModelManifest manifest,
      ItemCatalogue catalogue,
      ItemPopularity popularity,
      Consumer<Path> weights) {
    while (true) {
      ModelManifest published = manifest.withVersion(nextVersion(manifest.name()));
      try {
        write(published, catalogue, popularity, weights);
        return published;
      } catch (UncheckedIOException taken) {
        if (!(taken.getCause() instanceof FileAlreadyExistsException)) {
          throw taken;
        }
        // Another process published at the same time.
      }
    }
  }

  private int nextVersion(String name) {
    List<Integer> versions = versions(root.resolve(name));
    return versions.isEmpty()
        ? 1
        : Math.max(versions.get(versions.size() - 1), readRouting(name).highestDeleted()) + 1;
  }

  private void write(
      ModelManifest published,
      ItemCatalogue catalogue,
      ItemPopularity popularity,
      Consumer<Path> weights) {
    AtomicDirectory.write(
        directory(published.name(), published.version()),
        directory -> {
          weights.accept(directory);
          AtomicDirectory.writeText(directory.resolve(ITEMS), Json.write(catalogue.items()));
          AtomicDirectory.writeText(directory.resolve(POPULARITY), Json.write(popularity));
          AtomicDirectory.writeText(directory.resolve(MANIFEST), Json.write(published));
          Checksums.write(directory);
        });
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
    ReadRouting known = routings.get(name);
    if (known == null || System.nanoTime() - known.atNanos > sharing.routingAge().toNanos()) {
      known = ReadRouting.now(readRouting(name));
      routings.put(name, known);
    }
    return known.routing;
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
    readRouting(name);
    try (FileChannel channel =
            FileChannel.open(
                root.resolve(name).resolve(ROUTING_LOCK),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      ModelRouting changed = change.apply(readRouting(name));
      AtomicDirectory.replaceFile(root.resolve(name).resolve(ROUTING), Json.write(changed));
      routings.put(name, ReadRouting.now(changed));
      return changed;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
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
