package io.emkd.storage.backup;

import java.time.Instant;
import java.util.List;

/**
 * What a backup holds, as its {@code backup.json} lists it.
 *
 * @param createTime when the database's state was taken
 * @param versions as {@code NAME@VERSION}
 * @param trainings the ids of those that can be gone on with or have left files
 * @param damaged what was damaged in the store already, and is so in the backup, each with why
 */
public record BackupContents(
    Instant createTime, List<String> versions, List<String> trainings, List<String> damaged) {
  static final String FILE = "backup.json";

  public BackupContents {
    versions = List.copyOf(versions);
    trainings = List.copyOf(trainings);
    damaged = List.copyOf(damaged);
  }
}
