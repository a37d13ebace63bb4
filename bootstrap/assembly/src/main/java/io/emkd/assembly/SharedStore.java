package io.emkd.assembly;

import io.emkd.storage.artifact.s3.S3Bucket;
import java.nio.file.Path;

/** Where models and trainings are. */
public sealed interface SharedStore {
  /** A directory of this machine, or one that several machines mount. */
  record Directory(Path path) implements SharedStore {}

  /**
   * An S3-compatible object store.
   *
   * @param prefix of all keys, empty or with a {@code /} at its end
   */
  record ObjectStore(S3Bucket.Settings bucket, String prefix) implements SharedStore {}
}
