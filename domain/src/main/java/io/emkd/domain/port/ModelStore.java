package io.emkd.domain.port;

import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.data.ItemPopularity;
import io.emkd.domain.model.ModelManifest;
import io.emkd.domain.model.ModelReference;
import io.emkd.domain.model.ModelRouting;
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

  /** All versions of all models, by name, oldest version first. */
  List<ModelManifest> list();

  /**
   * The version that a reference stands for.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such model, version or label
   */
  int version(ModelReference reference);

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
   */
  ModelRouting routing(String name);

  /** Changes the routing, whole or not at all, and gives the new one. */
  ModelRouting route(String name, UnaryOperator<ModelRouting> change);

  /** Removes a version that nothing points at. */
  void delete(ModelReference version);

  /**
   * @param weights the directory that the publisher filled
   */
  record StoredModel(
      ModelManifest manifest, ItemCatalogue catalogue, ItemPopularity popularity, Path weights) {}
}
