package io.emkd.domain.model;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.data.DatasetSummary;
import java.time.Instant;
import java.util.Map;

/**
 * What a published version was made of: floating point differs between devices and libraries, so
 * they are kept with it.
 *
 * @param datasetFingerprint {@link io.emkd.domain.data.DatasetFingerprint} of what it was trained
 *     on; empty where that is not known
 * @param epoch after which the weights were taken, the best by validation
 * @param validation metrics of these weights on the validation split
 * @param environment device and versions of libraries, Java and operating system
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
  public ModelManifest {
    // Absent in manifests of versions that had none.
    datasetFingerprint = datasetFingerprint == null ? "" : datasetFingerprint;
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
