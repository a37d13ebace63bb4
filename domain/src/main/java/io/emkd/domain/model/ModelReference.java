package io.emkd.domain.model;

import io.emkd.domain.data.DatasetDefinition;
import io.emkd.domain.error.Violations;

/**
 * Names a model and perhaps one of its versions: {@code NAME} or {@code NAME@VERSION}.
 *
 * @param version from 1; 0 stands for the newest
 */
public record ModelReference(String name, int version) {
  public ModelReference {
    new Violations()
        .require(
            DatasetDefinition.NAME.matcher(name).matches(),
            "model",
            "'" + name + "'",
            "lower-case letters, digits, '.', '_' or '-', at most 63 characters, the first a letter or digit")
        .require(version >= 0, "model", name + "@" + version, "a version from 1")
        .throwIfAny();
  }

  public static ModelReference parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return new ModelReference(text, 0);
    }
    String version = text.substring(at + 1);
    new Violations()
        .require(
            version.matches("[1-9]\\d{0,8}"),
            "model",
            "'" + text + "'",
            "NAME or NAME@VERSION, VERSION a number from 1")
        .throwIfAny();
    return new ModelReference(text.substring(0, at), Integer.parseInt(version));
  }

  @Override
  public String toString() {
    return version == 0 ? name : name + "@" + version;
  }
}
