package io.emkd.domain.dataset;

import io.emkd.domain.error.Violations;
import java.util.regex.Pattern;

/**
 * A dataset's name and options.
 *
 * @param name lower-case letters, digits, '-', '_' and '.', at most 63 characters
 * @param minimumInteractions k of the iterated k-core filter that reading applies; 0 and 1 keep all
 */
public record DatasetDefinition(String name, int minimumInteractions) {
  public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  public DatasetDefinition {
    new Violations()
        .require(
            NAME.matcher(name).matches(),
            "dataset",
            "'" + name + "'",
            "lower-case letters, digits, '.', '_' or '-', at most 63 characters, the first a letter or digit")
        .require(minimumInteractions >= 0, "min_interactions", minimumInteractions, "at least 0")
        .throwIfAny();
  }
}
