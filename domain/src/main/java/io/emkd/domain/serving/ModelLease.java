package io.emkd.domain.serving;

import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.registry.ModelManifest;

/** The right to use a version in memory until it is closed. */
public final class ModelLease implements AutoCloseable {
  private final LoadedVersion version;
  private final LoadedVersions versions;

  ModelLease(LoadedVersion version, LoadedVersions versions) {
    this.version = version;
    this.versions = versions;
  }

  public ModelManifest manifest() {
    return version.stored.manifest();
  }

  public ItemCatalogue catalogue() {
    return version.stored.catalogue();
  }

  public ItemPopularity popularity() {
    return version.stored.popularity();
  }

  /** Item numbers, the most frequent in training first; empty where that is not known. */
  public int[] popularItems() {
    return version.popularItems;
  }

  /** Shares graph runs with the version's other users. */
  public ScoringQueue queue() {
    return version.queue;
  }

  public EnsembleEngine.TrainedEnsemble ensemble() {
    return version.ensemble;
  }

  @Override
  public void close() {
    versions.release(version);
  }
}
