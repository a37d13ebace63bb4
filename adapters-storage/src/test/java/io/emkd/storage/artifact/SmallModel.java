package io.emkd.storage.artifact;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.registry.ModelManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A model of one item, whose weights are a file of zeros. */
public final class SmallModel {
  private SmallModel() {}

  public static ModelManifest manifest(String name, Map<String, Double> validation) {
    return new ModelManifest(
        name,
        0,
        "training",
        Instant.EPOCH,
        "shop",
        new DatasetSummary(1, 1, 1, 0),
        "",
        Preset.SMALL.configuration(),
        1,
        validation,
        Map.of());
  }

  /** Publishes it as the next version. */
  public static ModelManifest publish(ArtifactModelStore store, ModelManifest manifest) {
    return store.publish(
        manifest,
        new ItemCatalogue(List.of(new Item("a", "A", List.of()))),
        new ItemPopularity(new int[] {0, 3}),
        directory -> {
          try {
            Files.createDirectories(directory.resolve("saved_model/variables"));
            Files.write(directory.resolve("saved_model/variables/data"), new byte[4096]);
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
        });
  }
}
