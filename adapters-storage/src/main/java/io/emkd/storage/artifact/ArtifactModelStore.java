package io.emkd.storage.artifact;

import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.DamagedArtifact.Kind;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.registry.ModelCard;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelRouting;
import io.emkd.domain.registry.ModelStore;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.storage.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * {@code popularity.json}, {@code model-card.md}, {@code checksums.json} and what the publisher
 * writes; {@code NAME/routing.json} says which versions answer. One that is damaged is reported by
 * its name and takes no other with it; what has no model's name is not looked at. Thread-safe.
 */
public final class ArtifactModelStore implements ModelStore {
  private static final String ITEMS = "items.json";
  private static final String POPULARITY = "popularity.json";

  /** For people; nothing reads it. */
  private static final String CARD = "model-card.md";

  private static final System.Logger LOG = System.getLogger(ArtifactModelStore.class.getName());

  private final Artifacts artifacts;
  private final DamagedArtifacts damaged;
  private final ModelFolders folders;
  private final ModelManifests manifests;
  private final ModelRoutings routings;

  /** Damaged versions that are mended as soon as the manifest can be read again. */
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
    this.folders = new ModelFolders(artifacts);
    this.manifests = new ModelManifests(artifacts);
    this.routings = new ModelRoutings(artifacts, folders::versions, damaged);
    artifacts.sweepAll(folders.models().stream());
  }

  @Override
  public synchronized ModelManifest publish(
      ModelManifest manifest,
      ItemCatalogue catalogue,
      ItemPopularity popularity,
      Consumer<Path> weights) {
    List<Integer> before = folders.versions(manifest.name());
    if (before.size() == 1) {
      // Its publisher may have died before it said so.
      routings.serveFirst(manifest.name(), before.get(0));
    }
    for (int version = nextVersion(manifest.name(), before); ; version++) {
      ModelManifest published = manifest.withVersion(version);
      boolean written =
          artifacts.write(
              ModelFolders.version(published.name(), version),
              directory -> {
                weights.accept(directory);
                AtomicDirectory.writeText(directory.resolve(ITEMS), Json.write(catalogue.items()));
                AtomicDirectory.writeText(directory.resolve(POPULARITY), Json.write(popularity));
                AtomicDirectory.writeText(directory.resolve(CARD), ModelCard.of(published));
                AtomicDirectory.writeText(
                    directory.resolve(ModelManifests.FILE), Json.write(published));
              });
      // Else another process has taken the number.
      if (written) {
        if (before.isEmpty()) {
          routings.serveFirst(published.name(), folders.versions(published.name()).get(0));
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
    List<String> models = folders.models();
    Set<String> versions = new HashSet<>();
    for (String model : models) {
      try {
        for (int version : folders.versions(model)) {
          versions.add(new ModelReference(model, version).toString());
          readable(model, version).ifPresent(whole::add);
        }
        checkRouting(model);
      } catch (CorruptArtifactException | UnmetPreconditionException unreadable) {
        damaged.found(
            new DamagedArtifact(Kind.ROUTING, model, String.valueOf(unreadable.getMessage())));
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
      Optional<ModelManifest> manifest = manifests.find(model, version);
      if (manifest.isEmpty() && folders.versions(model).contains(version)) {
        throw ModelManifests.missing(model, version);
      }
      if (unreadableManifests.remove(exact)) {
        accepted(exact);
      }
      return manifest;
    } catch (CorruptArtifactException | UnmetPreconditionException unreadable) {
      unreadableManifests.add(exact);
      refused(exact, String.valueOf(unreadable.getMessage()));
      return Optional.empty();
    }
  }

  private void checkRouting(String model) {
    try {
      int serving = routings.of(model).serving();
      if (folders.versions(model).contains(serving)) {
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

  /** Looks for the manifest, which is remembered; one that is damaged is there too. */
  private void requireVersion(ModelReference exact) {
    if (manifests.exists(exact.name(), exact.version())) {
      return;
    }
    List<Integer> there = folders.versions(exact.name());
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
    artifacts.remove(ModelFolders.version(version.name(), version.version()));
    damaged.removed(Kind.VERSION, version.toString()::equals);
    unreadableManifests.remove(version);
  }

  @Override
  public StoredModel find(ModelReference reference) {
    int version = version(reference);
    String name = ModelFolders.version(reference.name(), version);
    Path directory;
    try {
      directory = artifacts.open(name);
    } catch (NotFoundException gone) {
      throw new NotFoundException(
          "model",
          new ModelReference(reference.name(), version).toString(),
          "its versions are " + folders.versions(reference.name()));
    }
    ModelManifest manifest = ModelManifests.in(directory, reference.name(), version);
    ItemCatalogue catalogue = VersionItems.catalogue(directory.resolve(ITEMS), name + "/" + ITEMS);
    ItemPopularity popularity =
        VersionItems.popularity(
            directory.resolve(POPULARITY), name + "/" + POPULARITY, catalogue.size());
    return new StoredModel(manifest, catalogue, popularity, directory);
  }

  @Override
  public ModelManifest manifest(ModelReference reference) {
    int version = version(reference);
    return manifests
        .find(reference.name(), version)
        .orElseThrow(
            () -> {
              List<Integer> there = folders.versions(reference.name());
              return there.contains(version)
                  ? ModelManifests.missing(reference.name(), version)
                  : new NotFoundException(
                      "model", reference.toString(), "its versions are " + there);
            });
  }
}
