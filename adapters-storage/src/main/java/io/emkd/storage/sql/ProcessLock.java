package io.emkd.storage.sql;

import io.emkd.domain.error.UnmetPreconditionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second process off a file. The system gives it back when the process ends, however. */
final class ProcessLock implements AutoCloseable {
  private final FileChannel channel;

  private ProcessLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws UnmetPreconditionException if another process has it
   */
  static ProcessLock take(Path file) {
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new UnmetPreconditionException(
            "DATABASE_IN_USE",
            file.toString(),
            "another server has "
                + file
                + " open; an embedded database belongs to one process: stop the other, give this one"
                + " another data_dir, or let both use PostgreSQL (database_url)");
      }
      return new ProcessLock(channel);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
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
