package io.emkd.domain.registry;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.error.InvalidInputException;
import java.util.regex.Pattern;

/**
 * Names a model and perhaps one of its versions: {@code NAME}, {@code NAME@VERSION} or {@code
 * NAME@LABEL}.
 *
 * @param version from 1; 0 stands for the serving one, or the label's
 * @param label empty where there is none
 */
public record ModelReference(String name, int version, String label) {
  public static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,8}");

  /** Nine digits, so that every version has a successor. */
  static final int HIGHEST_VERSION = 999_999_999;

  public ModelReference {
    // Every request makes one: what a refusal says is put together only where there is one.
    if (!DatasetDefinition.NAME.matcher(name).matches()) {
      throw noName(name);
    }
    if (version < 0) {
      throw new InvalidInputException("model", name + "@" + version, "a version from 1");
    }
  }

  static InvalidInputException noName(String name) {
    return new InvalidInputException(
        "model",
        "'" + name + "'",
        "lower-case letters, digits, '.', '_' or '-', at most 63 characters, the first a letter or digit");
  }

  public ModelReference(String name, int version) {
    this(name, version, "");
  }

  public static ModelReference parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return new ModelReference(text, 0);
    }
    String name = text.substring(0, at);
    String version = text.substring(at + 1);
    if (LABEL.matcher(version).matches()) {
      return new ModelReference(name, 0, version);
    }
    if (!VERSION.matcher(version).matches()) {
      throw new InvalidInputException(
          "model", "'" + text + "'", "NAME, NAME@VERSION or NAME@LABEL, VERSION a number from 1");
    }
    return new ModelReference(name, Integer.parseInt(version));
  }

  /** Whether neither a version nor a label is named. */
  public boolean isServing() {
    return version == 0 && label.isEmpty();
  }

  @Override
  public String toString() {
    return isServing() ? name : name + "@" + (label.isEmpty() ? version : label);
  }
}
