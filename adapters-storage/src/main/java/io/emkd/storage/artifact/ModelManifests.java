package io.emkd.storage.artifact;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.storage.disk.StoredText;
import io.emkd.storage.json.Json;
import java.nio.file.Path;
import java.util.Optional;

/** {@code NAME/VERSION/manifest.json}, which says what a version is. */
record ModelManifests(Artifacts artifacts) {
  static final String FILE = "manifest.json";

  private static String path(String name, int version) {
    return ModelFolders.version(name, version) + "/" + FILE;
  }

  /**
   * Empty where there is none.
   *
   * @throws CorruptArtifactException if it cannot be read; it is read anew the next time
   */
  Optional<ModelManifest> find(String name, int version) {
    String path = path(name, version);
    try {
      return artifacts.text(path).map(text -> parse(text, name, version));
    } catch (CorruptArtifactException unreadable) {
      // So that one that is put right is seen.
      artifacts.forget(path);
      throw unreadable;
    }
  }

  /** Whether there is one, readable or not. */
  boolean exists(String name, int version) {
    try {
      return artifacts.text(path(name, version)).isPresent();
    } catch (CorruptArtifactException there) {
      return true;
    }
  }

  /**
   * The manifest of an opened version.
   *
   * @throws CorruptArtifactException if it is missing or cannot be read
   */
  static ModelManifest in(Path directory, String name, int version) {
    return parse(StoredText.required(directory.resolve(FILE), path(name, version)), name, version);
  }

  static CorruptArtifactException missing(String name, int version) {
    return new CorruptArtifactException(path(name, version) + " is missing", null);
  }

  private static ModelManifest parse(String text, String name, int version) {
    String path = path(name, version);
    ModelManifest manifest = Json.readWhole(path, text, ModelManifest.class);
    if (!manifest.name().equals(name) || manifest.version() != version) {
      throw new CorruptArtifactException(
          path + " is that of " + manifest.name() + "@" + manifest.version(), null);
    }
    return manifest;
  }
}
