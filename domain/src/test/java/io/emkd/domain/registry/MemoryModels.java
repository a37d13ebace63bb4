package io.emkd.domain.registry;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.UnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Takes the first version of each model. */
public final class MemoryModels implements ModelStore {
  public final List<ModelManifest> published = new CopyOnWriteArrayList<>();

  /** Where there is none for a model, its first version serves. */
  public final Map<String, ModelRouting> routings = new ConcurrentHashMap<>();

  /** The model whose routing is damaged; empty where none is. */
  public volatile String unreadable = "";

  /** How often a publication fails before one succeeds. */
  public final AtomicInteger away = new AtomicInteger();

  /** As if a version had been trained on a dataset. */
  public void publish(String model, int version, String dataset) {
    published.add(
        new ModelManifest(
            model,
            version,
            "",
            Instant.EPOCH,
            dataset,
            new DatasetSummary(1, 1, 1, 0),
            "",
            Preset.SMALL.configuration(),
            0,
            Map.of(),
            Map.of()));
  }

  @Override
  public ModelManifest publish(
      ModelManifest manifest,
      ItemCatalogue catalogue,
      ItemPopularity popularity,
      Consumer<Path> weights) {
    if (away.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new UnavailableException("the object store is away", Duration.ofSeconds(1), null);
    }
    weights.accept(Path.of("version-1"));
    ModelManifest first = manifest.withVersion(1);
    published.add(first);
    return first;
  }

  @Override
  public List<ModelManifest> list() {
    return published;
  }

  @Override
  public List<DamagedArtifact> damaged() {
    return List.of();
  }

  @Override
  public void refused(ModelReference version, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void accepted(ModelReference version) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ModelRouting serve(String name, int version) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ModelRouting routing(String name) {
    if (name.equals(unreadable)) {
      throw new CorruptArtifactException("the routing of " + name + " is torn", null);
    }
    return routings.getOrDefault(name, ModelRouting.to(1));
  }

  @Override
  public int version(ModelReference reference) {
    return 1;
  }

  @Override
  public ModelManifest manifest(ModelReference reference) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StoredModel find(ModelReference reference) {
    throw new UnsupportedOperationException();
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
