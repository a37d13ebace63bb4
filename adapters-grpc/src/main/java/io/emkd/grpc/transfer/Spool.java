package io.emkd.grpc.transfer;

import io.emkd.domain.error.CapacityException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Where files wait that are on their way to or from a client, and how much room is there. */
public final class Spool {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  /** What is left free of a disk: a twentieth, or this if that is less. */
  private static final long MOST_LEFT_FREE = 1L << 30;

  private final Path root;
  private final TransferLimits limits;
  private final AtomicLong uploaded = new AtomicLong();

  Spool(Path root, TransferLimits limits) {
    this.root = root;
    this.limits = limits;
  }

  /**
   * An empty directory of its own for a call.
   *
   * @throws CapacityException if the disk is nearly full
   */
  public Path directory(String prefix) throws IOException {
    Files.createDirectories(root);
    requireFreeDisk(0);
    return Files.createTempDirectory(root, prefix);
  }

  /**
   * Takes room for an upload's next bytes, to be given back with {@link #give}.
   *
   * @param before what the upload has taken already
   * @throws CapacityException naming the limit that it would exceed; nothing is taken then
   */
  void take(long before, long bytes) throws IOException {
    if (before + bytes > limits.uploadSize()) {
      throw full("an import may hold " + limits.uploadSize() + " bytes (limits.upload_size)");
    }
    requireFreeDisk(bytes);
    if (uploaded.addAndGet(bytes) > limits.uploadsSize()) {
      uploaded.addAndGet(-bytes);
      throw full(
          "all imports under way may hold "
              + limits.uploadsSize()
              + " bytes together (limits.uploads_size)");
    }
  }

  void give(long bytes) {
    uploaded.addAndGet(-bytes);
  }

  /**
   * @throws CapacityException if {@code bytes} more would leave too little of the disk
   */
  public void requireFreeDisk(long bytes) throws IOException {
    FileStore disk = Files.getFileStore(root);
    long left = Math.min(disk.getTotalSpace() / 20, MOST_LEFT_FREE);
    if (disk.getUsableSpace() - bytes < left) {
      throw full("the server's disk is full but for the " + left + " bytes that are kept free");
    }
  }

  private static CapacityException full(String limit) {
    return new CapacityException(limit, RETRY_AFTER);
  }

  public static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }
}
