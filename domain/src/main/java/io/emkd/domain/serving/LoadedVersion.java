package io.emkd.domain.serving;

import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.registry.ModelStore;

/** A version in memory; {@link LoadedVersions} guards who uses it. */
final class LoadedVersion {
  final ModelStore.StoredModel stored;
  final EnsembleEngine.TrainedEnsemble ensemble;
  final ScoringQueue queue;
  final int[] popularItems;
  int users;
  boolean retired;

  LoadedVersion(
      ModelStore.StoredModel stored,
      EnsembleEngine.TrainedEnsemble ensemble,
      ScoringLimits limits,
      ScoringObserver observer) {
    this.stored = stored;
    this.ensemble = ensemble;
    this.popularItems = stored.popularity().ranking();
    this.queue =
        new ScoringQueue(
            stored.manifest().name() + "@" + stored.manifest().version(),
            ensemble.scorer(),
            limits,
            observer);
  }

  void close() {
    queue.close();
    ensemble.close();
  }
}
