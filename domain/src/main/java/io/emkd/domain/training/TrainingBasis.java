package io.emkd.domain.training;

import io.emkd.domain.configuration.NamedOptions;
import io.emkd.domain.configuration.TrainingConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the weights of a training are a function of; a checkpoint belongs to one of them.
 *
 * @param dataFingerprint of what it trains on, see {@link TrainingData#fingerprint}
 */
public record TrainingBasis(String dataFingerprint, TrainingConfiguration configuration) {
  /** Returns what of this is not as in another, such as {@code hidden_size 64, not 256}. */
  public List<String> differencesFrom(TrainingBasis other) {
    List<String> differences = new ArrayList<>();
    if (!dataFingerprint.equals(other.dataFingerprint)) {
      differences.add("data of fingerprint " + dataFingerprint + ", not " + other.dataFingerprint);
    }
    Map<String, String> others = NamedOptions.of(other.configuration);
    NamedOptions.of(configuration)
        .forEach(
            (name, value) -> {
              String wanted = others.get(name);
              if (!value.equals(wanted)) {
                differences.add(name + " " + value + ", not " + wanted);
              }
            });
    return differences;
  }
}
