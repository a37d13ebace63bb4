package io.emkd.domain.registry;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.error.NotFoundException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Has every version of the model {@code shop}, all alike, but for those that were deleted. */
public final class ShopModels implements ModelStore {
  private final Set<Integer> deleted = ConcurrentHashMap.newKeySet();
  private final DamagedArtifacts damaged = new DamagedArtifacts();
  private final ItemCatalogue catalogue;
  private final ItemPopularity popularity;
  private final ModelManifest manifest;
  private volatile ModelRouting routing = ModelRouting.to(1);

  public ShopModels(ItemCatalogue catalogue, ItemPopularity popularity) {
    this.catalogue = catalogue;
    this.popularity = popularity;
    this.manifest =
        new ModelManifest(
            "shop",
            1,
            "",
            Instant.EPOCH,
            "shop",
            new DatasetSummary(0, catalogue.size(), 0, 3),
            "",
            Preset.SMALL.configuration(),
            0,
            Map.of(),
            Map.of());
  }

  @Override
  public ModelManifest publish(
      ModelManifest other, ItemCatalogue items, ItemPopularity popularity, Consumer<Path> weights) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ModelManifest> list() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<DamagedArtifact> damaged() {
    return damaged.list(DamagedArtifact.Kind.VERSION);
  }

  @Override
  public void refused(ModelReference version, String reason) {
    damaged.found(new DamagedArtifact(DamagedArtifact.Kind.VERSION, version.toString(), reason));
  }

  @Override
  public void accepted(ModelReference version) {
    damaged.mended(DamagedArtifact.Kind.VERSION, version.toString());
  }

  @Override
  public ModelRouting serve(String name, int version) {
    return route(name, routing -> routing.promoting(version));
  }

  @Override
  public int version(ModelReference reference) {
    return reference.isServing()
        ? routing.serving()
        : routing.labels().getOrDefault(reference.label(), reference.version());
  }

  @Override
  public ModelManifest manifest(ModelReference reference) {
    return manifest.withVersion(version(reference));
  }

  @Override
  public StoredModel find(ModelReference reference) {
    if (deleted.contains(reference.version())) {
      throw new NotFoundException("model", reference.toString(), "it was deleted");
    }
    return new StoredModel(manifest(reference), catalogue, popularity, Path.of("unused"));
  }

  @Override
  public ModelRouting routing(String name) {
    return routing;
  }

  @Override
  public ModelRouting route(String name, UnaryOperator<ModelRouting> change) {
    routing = change.apply(routing);
    return routing;
  }

  @Override
  public void delete(ModelReference version) {
    deleted.add(version.version());
  }
}
