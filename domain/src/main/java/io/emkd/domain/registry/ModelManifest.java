package io.emkd.domain.registry;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.error.Violations;
import java.time.Instant;
import java.util.Map;

/**
 * What a published version was made of: floating point differs between devices and libraries, so
 * they are kept with it.
 *
 * @param version from 1; 0 of one that is not published yet
 * @param trainingId empty of one that was {@link #isImported imported}
 * @param datasetSummary of what it was trained on; of an imported one, of what it knew of the
 *     dataset when it came
 * @param datasetFingerprint {@link io.emkd.domain.dataset.DatasetFingerprint} of what it was
 *     trained on; empty where that is not known
 * @param epoch after which the weights were taken, the best by validation
 * @param validation metrics of these weights on the validation split; none of an imported one
 * @param environment device, versions of Java and the operating system, and what the training took
 */
public record ModelManifest(
    String name,
    int version,
    String trainingId,
    Instant createTime,
    String dataset,
    DatasetSummary datasetSummary,
    String datasetFingerprint,
    TrainingConfiguration configuration,
    int epoch,
    Map<String, Double> validation,
    Map<String, String> environment) {
  /** What a message's timestamp can say. */
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  /** The key of {@link #environment} that says from what an imported version came. */
  public static final String IMPORTED_FROM = "imported_from";

  public ModelManifest {
    new Violations()
        .require(
            DatasetDefinition.NAME.matcher(name).matches(),
            "name",
            "'" + name + "'",
            "a model's name")
        .require(
            version >= 0 && version <= ModelReference.HIGHEST_VERSION,
            "version",
            version,
            "0 to " + ModelReference.HIGHEST_VERSION)
        .require(
            !createTime.isBefore(EARLIEST) && !createTime.isAfter(LATEST),
            "create_time",
            createTime,
            EARLIEST + " to " + LATEST)
        .require(
            DatasetDefinition.NAME.matcher(dataset).matches(),
            "dataset",
            "'" + dataset + "'",
            "a dataset's name")
        .require(epoch >= 0, "epoch", epoch, "at least 0")
        .throwIfAny();
    // Absent in manifests of versions that had none.
    datasetFingerprint = datasetFingerprint == null ? "" : datasetFingerprint;
  }

  /** Which version it is of; there is none of one that is not published yet. */
  public VersionKey key() {
    return new VersionKey(name, version);
  }

  /** Whether another program trained it: of its training no more is known than it says. */
  public boolean isImported() {
    return environment.containsKey(IMPORTED_FROM);
  }

  public ModelManifest withVersion(int published) {
    return new ModelManifest(
        name,
        published,
        trainingId,
        createTime,
        dataset,
        datasetSummary,
        datasetFingerprint,
        configuration,
        epoch,
        validation,
        environment);
  }
}
