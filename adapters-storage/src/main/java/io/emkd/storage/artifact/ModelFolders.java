package io.emkd.storage.artifact;

import io.emkd.domain.dataset.DatasetDefinition;
import java.util.Comparator;
import java.util.List;

/**
 * Which models and versions there are: {@code NAME/VERSION/}. What has no such name is left alone.
 */
record ModelFolders(Artifacts artifacts) {
  static String version(String name, int version) {
    return name + "/" + version;
  }

  List<String> models() {
    return artifacts.roots().stream()
        .filter(name -> DatasetDefinition.NAME.matcher(name).matches())
        .toList();
  }

  /** The versions of a model, ascending. */
  List<Integer> versions(String model) {
    return artifacts.directories(model).stream()
        .filter(name -> name.matches("[1-9]\\d{0,8}"))
        .map(Integer::valueOf)
        .sorted(Comparator.naturalOrder())
        .toList();
  }
}
