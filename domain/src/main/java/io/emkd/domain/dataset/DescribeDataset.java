package io.emkd.domain.dataset;

/** Counts and fingerprints a dataset as a training would see it. Thread-safe. */
public final class DescribeDataset {
  private final DatasetStore datasets;

  public DescribeDataset(DatasetStore datasets) {
    this.datasets = datasets;
  }

  /**
   * @param summary after the core filter
   * @param fingerprint {@link DatasetFingerprint}
   */
  public record Description(
      DatasetDefinition definition, DatasetSummary summary, String fingerprint) {}

  /**
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   */
  public Description describe(String name) {
    Dataset dataset = CoreFilter.apply(datasets.load(name));
    return new Description(dataset.definition(), dataset.summary(), DatasetFingerprint.of(dataset));
  }
}
