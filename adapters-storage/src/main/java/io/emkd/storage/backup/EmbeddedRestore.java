package io.emkd.storage.backup;

import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.storage.disk.Checksums;
import io.emkd.storage.disk.StoredText;
import io.emkd.storage.sql.ProcessLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Puts a backup where a server finds it, and never over anything. */
public final class EmbeddedRestore {
  /** What a restoration that was interrupted leaves; the next one begins anew. */
  private static final String UNFINISHED = ".unfinished-restore";

  /** Not data: of file systems, of locks, and of an interrupted restoration. */
  private static final Set<String> NO_DATA =
      Set.of(UNFINISHED, "lost+found", EmbeddedBackup.DATABASE + ".lock", "embedded-database.lock");

  private EmbeddedRestore() {}

  /**
   * Restores a backup, each file of which is checked against its SHA-256 first. The directories get
   * their content at the very end.
   *
   * @param data the data directory of the server to be
   * @param shared where its models and trainings are to be
   * @throws NotFoundException if there is no backup
   * @throws io.emkd.domain.error.CorruptArtifactException if a file of it is missing or damaged
   * @throws UnmetPreconditionException if one of the directories has something in it
   */
  public static BackupContents read(Path backup, Path data, Path shared) {
    if (!Files.exists(backup.resolve(Checksums.FILE))
        || !Files.exists(backup.resolve(BackupContents.FILE))) {
      throw new NotFoundException(
          "backup", backup.toString(), "a backup has backup.json and checksums.json");
    }
    Checksums.verify(backup, backup.toString());
    BackupContents contents =
        StoredText.json(backup, backup.toString(), BackupContents.FILE, BackupContents.class);
    requireNoData(data);
    requireNoData(shared);
    try (ProcessLock lock = ProcessLock.take(data.resolve(EmbeddedBackup.DATABASE))) {
      copy(backup, data, shared);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return contents;
  }

  private static void requireNoData(Path directory) {
    List<String> there =
        AtomicDirectory.children(directory).stream()
            .map(child -> child.getFileName().toString())
            .filter(name -> !NO_DATA.contains(name))
            .sorted()
            .toList();
    if (!there.isEmpty()) {
      throw new UnmetPreconditionException(
          "DATA_PRESENT",
          directory.toString(),
          directory
              + " has "
              + String.join(", ", there.subList(0, Math.min(3, there.size())))
              + " in it; nothing was restored. A backup is restored into a directory that is new or"
              + " empty: name another, or move away what is there");
    }
  }

  private static void copy(Path backup, Path data, Path shared) throws IOException {
    Path unfinishedData = data.resolve(UNFINISHED);
    Path unfinishedShared = shared.resolve(UNFINISHED);
    AtomicDirectory.delete(unfinishedData);
    AtomicDirectory.delete(unfinishedShared);
    Files.createDirectories(unfinishedShared);
    for (String part : List.of(EmbeddedBackup.MODELS, EmbeddedBackup.TRAININGS)) {
      if (Files.exists(backup.resolve(part))) {
        FolderCopy.tree(backup.resolve(part), unfinishedShared.resolve(part));
      }
    }
    Files.createDirectories(unfinishedData);
    Files.copy(
        backup.resolve(EmbeddedBackup.DATABASE), unfinishedData.resolve(EmbeddedBackup.DATABASE));
    moveAll(unfinishedShared, shared);
    if (!unfinishedData.equals(unfinishedShared)) {
      moveAll(unfinishedData, data);
    }
  }

  /** The database, by which a server knows that there is a store, comes last. */
  private static void moveAll(Path from, Path to) throws IOException {
    AtomicDirectory.forceAll(from);
    try (Stream<Path> parts = Files.list(from)) {
      List<Path> ordered =
          parts
              .sorted(
                  (one, other) ->
                      Boolean.compare(!Files.isDirectory(one), !Files.isDirectory(other)))
              .toList();
      for (Path part : ordered) {
        Files.move(part, to.resolve(part.getFileName()), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    AtomicDirectory.delete(from);
    AtomicDirectory.forceAll(to);
  }
}
