package io.emkd.domain.serving;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.registry.VersionKey;

/** A version in memory; {@link LoadedVersions} guards who uses it. */
final class LoadedVersion {
  final VersionKey key;
  final ModelStore.StoredModel stored;
  final EnsembleEngine.TrainedEnsemble ensemble;
  final VersionScoring scoring;
  final int[] popularItems;
  int users;
  boolean retired;

  LoadedVersion(
      VersionKey key,
      ModelStore.StoredModel stored,
      EnsembleEngine.TrainedEnsemble ensemble,
      ScoringLimits limits,
      ScoringObserver observer) {
    this.key = key;
    this.stored = stored;
    this.ensemble = ensemble;
    this.popularItems = stored.popularity().ranking();
    EnsembleConfiguration shape = stored.manifest().configuration().ensemble();
    long hiddenValues = (long) shape.networks() * shape.maxLength() * shape.hiddenSize();
    this.scoring = new VersionScoring(key.toString(), ensemble, hiddenValues, limits, observer);
  }

  void close() {
    scoring.close();
    ensemble.close();
  }
}
