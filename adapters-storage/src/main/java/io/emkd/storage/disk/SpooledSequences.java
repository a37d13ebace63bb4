package io.emkd.storage.disk;

import io.emkd.domain.error.UnavailableException;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Writes sequences of numbers to a file without a name and reads them from there, mapped, in any
 * order: what they take is page cache, which the system may take back. The file goes with the last
 * reference to what {@link #finish} returns, or with the process. Not thread-safe; the list is.
 */
public final class SpooledSequences implements AutoCloseable {
  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);
  private static final int BUFFER_BYTES = 1 << 20;

  private final FileChannel file;
  private final DataOutputStream output;

  /** Where each sequence begins, and in {@link #length} how long it is. */
  private final long[] first;

  private final int[] length;
  private long written;

  /**
   * @param directory is made if need be
   * @throws UnavailableException here and below, if the file cannot be written, as on a full disk
   */
  public SpooledSequences(Path directory, int count) {
    first = new long[count];
    length = new int[count];
    try {
      Files.createDirectories(directory);
      file =
          FileChannel.open(
              Files.createTempFile(directory, "sequences", ".tmp"),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException failed) {
      throw notCopied(failed);
    }
    output =
        new DataOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES));
  }

  /**
   * @param index of the sequence: that of the call before, or one that nothing was added to yet
   */
  public void add(int index, int number) {
    if (length[index]++ == 0) {
      first[index] = written;
    }
    try {
      output.writeInt(number);
    } catch (IOException failed) {
      throw notCopied(failed);
    }
    written++;
  }

  /** All sequences; those that nothing was added to are empty. Each access copies one. */
  public List<int[]> finish() {
    try {
      output.flush();
      return MappedSequences.of(
          file, 0, written, length.length, index -> first[index], index -> length[index]);
    } catch (IOException failed) {
      throw notCopied(failed);
    }
  }

  private static UnavailableException notCopied(IOException failed) {
    return new UnavailableException(
        "the sequences of the dataset could not be copied to the server's disk, which may be full",
        RETRY_AFTER,
        failed);
  }

  /** What is mapped stays. */
  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException failed) {
      throw notCopied(failed);
    }
  }
}
