package io.emkd.grpc;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.registry.ModelManifest;
import java.time.Instant;
import java.util.Map;

/** What versions of models say of themselves. */
public final class Manifests {
  private Manifests() {}

  public static ModelManifest manifest(String model, int version) {
    return new ModelManifest(
        model,
        version,
        "t-1",
        Instant.ofEpochSecond(1_700_000_000),
        "shop",
        new DatasetSummary(5, 9, 30, 3),
        "f00d",
        Preset.SMALL.configuration(),
        7,
        Map.of("NDCG@10", 0.25),
        Map.of("java", "17"));
  }
}
