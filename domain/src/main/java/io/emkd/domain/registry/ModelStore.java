package io.emkd.domain.registry;

import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.error.DamagedArtifact;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Keeps published versions of models; a version is there whole or not at all. Thread-safe. */
public interface ModelStore {
  /**
   * Publishes the next version of the manifest's model.
   *
   * @param popularity how often each item occurs in the training sequences, by item number
   * @param weights writes the weights into the directory it is given
   * @return the manifest with its version
   */
  ModelManifest publish(
      ModelManifest manifest,
      ItemCatalogue catalogue,
      ItemPopularity popularity,
      Consumer<Path> weights);

  /**
   * All versions of all models whose manifests can be read, by name, oldest version first. The
   * others are {@link #damaged}.
   */
  List<ModelManifest> list();

  /**
   * Versions and routings that could not be read when they were last looked at, or were {@link
   * #refused}: versions first, by name.
   */
  List<DamagedArtifact> damaged();

  /** Whether a version is among {@link #damaged}. */
  default boolean isDamaged(VersionKey version) {
    return damaged().stream()
        .anyMatch(
            d -> d.kind() == DamagedArtifact.Kind.VERSION && d.name().equals(version.toString()));
  }

  /**
   * Remembers that a version cannot be loaded, until it is {@link #accepted} or removed.
   *
   * @param reason names what of it is damaged
   */
  void refused(ModelReference version, String reason);

  /** A version was loaded: whatever was wrong with it is mended. */
  void accepted(ModelReference version);

  /**
   * The version that a reference stands for; it may be damaged.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such model, version or label
   */
  int version(ModelReference reference);

  /** As {@link #version}, with the model's name. */
  default VersionKey exact(ModelReference reference) {
    return new VersionKey(reference.name(), version(reference));
  }

  /**
   * @throws io.emkd.domain.error.NotFoundException if there is no such model, version or label
   */
  ModelManifest manifest(ModelReference reference);

  /**
   * Reads a version's manifest and catalogue, and checks every file against its checksum.
   *
   * @throws io.emkd.domain.error.CorruptArtifactException if a file is missing or damaged, by name
   * @throws io.emkd.domain.error.NotFoundException if there is no such model or version
   */
  StoredModel find(ModelReference reference);

  /**
   * Which versions of a model answer; the first version that is published serves until another is
   * promoted.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such model
   * @throws io.emkd.domain.error.CorruptArtifactException if it cannot be read: then no version
   *     answers for the model's name until one is {@link #serve promoted}
   */
  ModelRouting routing(String name);

  /**
   * Changes the routing, whole or not at all, and gives the new one.
   *
   * @throws io.emkd.domain.error.CorruptArtifactException if it cannot be read; it stays as it is
   */
  ModelRouting route(String name, UnaryOperator<ModelRouting> change);

  /**
   * Lets a version serve. A routing that cannot be read is replaced by one that knows this version
   * alone.
   */
  ModelRouting serve(String name, int version);

  /** Removes a version that nothing points at; one that is damaged too. */
  void delete(ModelReference version);

  /**
   * @param weights the directory that the publisher filled
   */
  record StoredModel(
      ModelManifest manifest, ItemCatalogue catalogue, ItemPopularity popularity, Path weights) {}
}
