package io.emkd.storage.sql;

import io.emkd.domain.error.UnmetPreconditionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second process off a file. The system gives it back when the process ends, however. */
public final class ProcessLock implements AutoCloseable {
  private final FileChannel channel;

  private ProcessLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks an embedded database, whether it is there yet or not.
   *
   * @throws UnmetPreconditionException if another process has it
   */
  public static ProcessLock take(Path file) {
    return take(
        file.resolveSibling(file.getFileName() + ".lock"),
        "DATABASE_IN_USE",
        file,
        "another server has "
            + file
            + " open; an embedded database belongs to one process: stop the other, give this one"
            + " another data_dir, or let both use PostgreSQL (database_url)");
  }

  /**
   * Locks the directory with models and trainings, which servers share only if they share a
   * database.
   *
   * @throws UnmetPreconditionException if another process with an embedded database has it
   */
  static ProcessLock takeShared(Path directory) {
    return take(
        directory.resolve("embedded-database.lock"),
        "SHARED_DIRECTORY_IN_USE",
        directory,
        "another server with an embedded database of its own uses "
            + directory
            + " for models and trainings; servers that share it must share a database: stop the"
            + " other, give this one another shared_dir, or let both use PostgreSQL"
            + " (database_url)");
  }

  private static ProcessLock take(Path lockFile, String type, Path subject, String why) {
    try {
      Files.createDirectories(lockFile.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new UnmetPreconditionException(type, subject.toString(), why);
      }
      return new ProcessLock(channel);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException thisProcess) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
