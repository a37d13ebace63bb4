package io.emkd.storage.backup;

import io.emkd.domain.error.AlreadyExistsException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.storage.disk.Checksums;
import io.emkd.storage.json.Json;
import io.emkd.storage.sql.SqliteCopy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies an embedded store, whether a server uses it or not.
 *
 * <p>The database comes first, in one state: what it says was published is there before it says so,
 * and versions are copied last. What was published after that state is in the backup, too; its
 * training then finds it when it goes on, as after a crash.
 */
public final class EmbeddedBackup {
  static final String DATABASE = "emkd.sqlite";
  static final String MODELS = "models";
  static final String TRAININGS = "trainings";

  private EmbeddedBackup() {}

  /**
   * Writes a backup; it is there whole or not at all.
   *
   * @param data the server's data directory
   * @param shared where its models and trainings are
   * @param target a directory that does not exist
   * @throws NotFoundException if there is no database
   * @throws AlreadyExistsException if there is something at the target
   * @throws io.emkd.domain.error.CorruptArtifactException if the database is damaged
   */
  public static BackupContents write(Path data, Path shared, Path target, Clock clock) {
    Path database = data.resolve(DATABASE);
    if (!Files.exists(database)) {
      throw new NotFoundException(
          "database", database.toString(), "data_dir is where a server keeps its embedded one");
    }
    if (Files.exists(target)) {
      throw new AlreadyExistsException("backup", target.toString(), "name a directory that is new");
    }
    List<BackupContents> written = new ArrayList<>();
    AtomicDirectory.write(
        target.toAbsolutePath(),
        directory -> {
          written.add(copy(database, shared, directory, clock.instant()));
          Checksums.write(directory);
        });
    return written.get(0);
  }

  private static BackupContents copy(Path database, Path shared, Path to, Instant time) {
    FolderCopy folders = new FolderCopy();
    SqliteCopy.write(database, to.resolve(DATABASE));
    List<String> trainings =
        new TrainingsCopy(shared.resolve(TRAININGS), to.resolve(TRAININGS), folders).copy();
    List<String> versions =
        new ModelsCopy(shared.resolve(MODELS), to.resolve(MODELS), folders).copy();
    BackupContents contents = new BackupContents(time, versions, trainings, folders.damaged());
    AtomicDirectory.writeText(to.resolve(BackupContents.FILE), Json.write(contents));
    return contents;
  }
}
