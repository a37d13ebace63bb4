package io.emkd.domain.registry;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.error.InvalidInputException;

/**
 * One version of a model, named exactly; a {@link ModelReference} that asks for the serving one or
 * for a label's is answered by one of these.
 *
 * @param version from 1
 */
public record VersionKey(String name, int version) {
  public VersionKey {
    if (version < 1 || version > ModelReference.HIGHEST_VERSION) {
      throw new InvalidInputException("model", name + "@" + version, "a version from 1");
    }
    if (!DatasetDefinition.NAME.matcher(name).matches()) {
      throw ModelReference.noName(name);
    }
  }

  /** What a request writes to mean this version. */
  public ModelReference reference() {
    return new ModelReference(name, version);
  }

  @Override
  public String toString() {
    return name + "@" + version;
  }
}
