package io.emkd.domain;

import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.data.ItemPopularity;
import io.emkd.domain.model.ModelManifest;
import io.emkd.domain.model.ModelReference;
import io.emkd.domain.model.ModelRouting;
import io.emkd.domain.port.ModelStore;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Has one version of one model. */
record SingleModelStore(ModelManifest manifest, ItemCatalogue catalogue, ItemPopularity popularity)
    implements ModelStore {
  @Override
  public ModelManifest publish(
      ModelManifest other, ItemCatalogue items, ItemPopularity popularity, Consumer<Path> weights) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ModelManifest> list() {
    return List.of(manifest);
  }

  @Override
  public int version(ModelReference reference) {
    return manifest.version();
  }

  @Override
  public ModelManifest manifest(ModelReference reference) {
    return manifest;
  }

  @Override
  public StoredModel find(ModelReference reference) {
    return new StoredModel(manifest, catalogue, popularity, Path.of("unused"));
  }

  @Override
  public ModelRouting routing(String name) {
    return ModelRouting.to(manifest.version());
  }

  @Override
  public ModelRouting route(String name, UnaryOperator<ModelRouting> change) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(ModelReference version) {
    throw new UnsupportedOperationException();
  }
}
