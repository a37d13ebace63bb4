package io.emkd.domain.model;

import io.emkd.domain.port.EnsembleEngine;
import io.emkd.domain.port.ModelStore;
import io.emkd.domain.port.ScoringObserver;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.domain.serving.ScoringQueue;

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
