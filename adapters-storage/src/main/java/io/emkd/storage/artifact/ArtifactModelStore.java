package io.emkd.storage.artifact;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.DamagedArtifact.Kind;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelRouting;
import io.emkd.domain.registry.ModelStore;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.storage.disk.StoredText;
import io.emkd.storage.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Models as artifacts: {@code NAME/VERSION/} holds {@code manifest.json}, {@code items.json},
 * {@code popularity.json}, {@code checksums.json} and what the publisher writes; {@code
 * NAME/routing.json} says which versions answer. One that is damaged is reported by its name and
 * takes no other with it; what has no model's name is not looked at. Thread-safe.
 */
public final class ArtifactModelStore implements ModelStore {
  private static final String MANIFEST = "manifest.json";
  private static final String ITEMS = "items.json";
  private static final String POPULARITY = "popularity.json";
  private static final System.Logger LOG = System.getLogger(ArtifactModelStore.class.getName());

  private final Artifacts artifacts;
  private final DamagedArtifacts damaged;
  private final ModelRoutings routings;

  /** Of those that are damaged: mended as soon as the manifest can be read again. */
  private final Set<ModelReference> unreadableManifests = ConcurrentHashMap.newKeySet();

  public ArtifactModelStore(Artifacts artifacts) {
    this(artifacts, new DamagedArtifacts());
  }

  /**
   * Removes what a crash during a publication left behind.
   *
   * @param damaged told of what cannot be read
   */
  public ArtifactModelStore(Artifacts artifacts, DamagedArtifacts damaged) {
    this.artifacts = artifacts;
    this.damaged = damaged;
    this.routings = new ModelRoutings(artifacts, this::versions, damaged);
    artifacts.sweepAll(models().stream());
  }

  @Override
  public synchronized ModelManifest publish(
      ModelManifest manifest,
      ItemCatalogue catalogue,
      ItemPopularity popularity,
      Consumer<Path> weights) {
    List<Integer> before = versions(manifest.name());
    if (before.size() == 1) {
      // Its publisher may have died before it said so.
      routings.serveFirst(manifest.name(), before.get(0));
    }
    for (int version = nextVersion(manifest.name(), before); ; version++) {
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
        if (before.isEmpty()) {
          routings.serveFirst(published.name(), versions(published.name()).get(0));
        }
        return published;
      }
    }
  }

  /** Damaged versions keep their numbers. */
  private int nextVersion(String name, List<Integer> versions) {
    return versions.isEmpty()
        ? 1
        : Math.max(versions.get(versions.size() - 1), routings.highestDeleted(name)) + 1;
  }

  @Override
  public List<ModelManifest> list() {
    List<ModelManifest> whole = new ArrayList<>();
    List<String> models = models();
    Set<String> versions = new HashSet<>();
    for (String model : models) {
      try {
        for (int version : versions(model)) {
          versions.add(new ModelReference(model, version).toString());
          readable(model, version).ifPresent(whole::add);
        }
        checkRouting(model);
      } catch (CorruptArtifactException | UnmetPreconditionException unreadable) {
        damaged.found(new DamagedArtifact(Kind.ROUTING, model, unreadable.getMessage()));
      }
    }
    damaged.removed(Kind.VERSION, name -> !versions.contains(name));
    damaged.removed(Kind.ROUTING, name -> !models.contains(name));
    unreadableManifests.removeIf(version -> !versions.contains(version.toString()));
    return whole;
  }

  private Optional<ModelManifest> readable(String model, int version) {
    ModelReference exact = new ModelReference(model, version);
    try {
      Optional<ModelManifest> manifest = readManifest(model, version);
      if (manifest.isEmpty() && versions(model).contains(version)) {
        throw missingManifest(model, version);
      }
      if (unreadableManifests.remove(exact)) {
        accepted(exact);
      }
      return manifest;
    } catch (CorruptArtifactException | UnmetPreconditionException unreadable) {
      unreadableManifests.add(exact);
      refused(exact, unreadable.getMessage());
      return Optional.empty();
    }
  }

  private static CorruptArtifactException missingManifest(String model, int version) {
    return new CorruptArtifactException(manifestPath(model, version) + " is missing", null);
  }

  private void checkRouting(String model) {
    try {
      int serving = routings.of(model).serving();
      if (versions(model).contains(serving)) {
        damaged.mended(Kind.ROUTING, model);
      } else {
        damaged.found(
            new DamagedArtifact(
                Kind.ROUTING,
                model,
                "version " + serving + " is to serve, which is not there; promote another"));
      }
    } catch (CorruptArtifactException reported) {
      LOG.log(System.Logger.Level.DEBUG, "the routings reported it", reported);
    } catch (NotFoundException deleted) {
      LOG.log(System.Logger.Level.DEBUG, model + " has no version any more", deleted);
    }
  }

  @Override
  public List<DamagedArtifact> damaged() {
    return Stream.concat(damaged.list(Kind.VERSION).stream(), damaged.list(Kind.ROUTING).stream())
        .toList();
  }

  @Override
  public void refused(ModelReference version, String reason) {
    damaged.found(new DamagedArtifact(Kind.VERSION, version.toString(), reason));
  }

  @Override
  public void accepted(ModelReference version) {
    damaged.mended(Kind.VERSION, version.toString());
  }

  @Override
  public int version(ModelReference reference) {
    if (reference.version() > 0) {
      requireVersion(reference);
      return reference.version();
    }
    ModelRouting routing = routings.of(reference.name());
    if (reference.isServing()) {
      return routing.serving();
    }
    Integer labelled = routing.labels().get(reference.label());
    if (labelled == null) {
      throw new NotFoundException(
          "model", reference.toString(), "its labels are " + routing.labels().keySet());
    }
    return labelled;
  }

  /** By its manifest, which is remembered; a version whose manifest is damaged is there too. */
  private void requireVersion(ModelReference exact) {
    try {
      if (artifacts.text(manifestPath(exact.name(), exact.version())).isPresent()) {
        return;
      }
    } catch (CorruptArtifactException there) {
      return;
    }
    List<Integer> there = versions(exact.name());
    if (!there.contains(exact.version())) {
      throw new NotFoundException("model", exact.toString(), "its versions are " + there);
    }
  }

  @Override
  public ModelRouting routing(String name) {
    return routings.of(name);
  }

  @Override
  public ModelRouting route(String name, UnaryOperator<ModelRouting> change) {
    return routings.change(name, change);
  }

  @Override
  public ModelRouting serve(String name, int version) {
    return routings.serve(name, version);
  }

  @Override
  public void delete(ModelReference version) {
    artifacts.remove(directory(version.name(), version.version()));
    damaged.removed(Kind.VERSION, version.toString()::equals);
    unreadableManifests.remove(version);
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
    String name = directory(reference.name(), version);
    Path directory;
    try {
      directory = artifacts.open(name);
    } catch (NotFoundException gone) {
      throw new NotFoundException(
          "model",
          new ModelReference(reference.name(), version).toString(),
          "its versions are " + versions(reference.name()));
    }
    ModelManifest manifest =
        manifest(
            StoredText.required(directory.resolve(MANIFEST), name + "/" + MANIFEST),
            reference.name(),
            version);
    ItemCatalogue catalogue = VersionFiles.catalogue(directory.resolve(ITEMS), name + "/" + ITEMS);
    ItemPopularity popularity =
        VersionFiles.popularity(
            directory.resolve(POPULARITY), name + "/" + POPULARITY, catalogue.size());
    return new StoredModel(manifest, catalogue, popularity, directory);
  }

  @Override
  public ModelManifest manifest(ModelReference reference) {
    int version = version(reference);
    return readManifest(reference.name(), version)
        .orElseThrow(
            () -> {
              List<Integer> there = versions(reference.name());
              return there.contains(version)
                  ? missingManifest(reference.name(), version)
                  : new NotFoundException(
                      "model", reference.toString(), "its versions are " + there);
            });
  }

  private Optional<ModelManifest> readManifest(String name, int version) {
    String path = manifestPath(name, version);
    try {
      return artifacts.text(path).map(text -> manifest(text, name, version));
    } catch (CorruptArtifactException unreadable) {
      // So that one that is put right is seen.
      artifacts.forget(path);
      throw unreadable;
    }
  }

  private static ModelManifest manifest(String text, String name, int version) {
    String path = manifestPath(name, version);
    ModelManifest manifest = Json.readWhole(path, text, ModelManifest.class);
    if (!manifest.name().equals(name) || manifest.version() != version) {
      throw new CorruptArtifactException(
          path + " is that of " + manifest.name() + "@" + manifest.version(), null);
    }
    return manifest;
  }

  private List<String> models() {
    return artifacts.roots().stream()
        .filter(name -> DatasetDefinition.NAME.matcher(name).matches())
        .toList();
  }

  private List<Integer> versions(String model) {
    return artifacts.directories(model).stream()
        .filter(name -> name.matches("[1-9]\\d{0,8}"))
        .map(Integer::valueOf)
        .sorted(Comparator.naturalOrder())
        .toList();
  }
}
