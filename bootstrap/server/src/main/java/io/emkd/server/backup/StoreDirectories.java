package io.emkd.server.backup;

import io.emkd.cli.CliException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server with an embedded database keeps what it has, as it was told itself. */
final class StoreDirectories {
  @Option(
      names = "--data-dir",
      paramLabel = "DIRECTORY",
      defaultValue = "${env:EMKD_DATA_DIR:-.emkd}",
      description = "As of serve. Default: EMKD_DATA_DIR, else .emkd.")
  Path data = Path.of(".emkd");

  @Option(
      names = "--shared-dir",
      paramLabel = "DIRECTORY",
      defaultValue = "${env:EMKD_SHARED_DIR}",
      description = "As of serve. Default: EMKD_SHARED_DIR, else the data directory.")
  @Nullable String shared;

  @Option(
      names = "--database-url",
      hidden = true,
      defaultValue = "${env:EMKD_DATABASE_URL}",
      description = "As of serve, which then has no embedded database.")
  @Nullable String databaseUrl;

  Path data() {
    return data;
  }

  /**
   * @throws CliException if it is no directory
   */
  Path shared() {
    if (databaseUrl != null && !databaseUrl.isEmpty()) {
      throw new CliException(
          "EMKD_DATABASE_URL is set: that server has no embedded database; PostgreSQL's own pg_dump"
              + " or its online backup copies it (docs/backup.md)");
    }
    if (shared == null || shared.isEmpty()) {
      return data;
    }
    if (shared.contains("://")) {
      throw new CliException(
          "--shared-dir is '"
              + shared
              + "' but must be a directory: an object store is copied by its own means"
              + " (docs/backup.md)");
    }
    return Path.of(shared);
  }
}
