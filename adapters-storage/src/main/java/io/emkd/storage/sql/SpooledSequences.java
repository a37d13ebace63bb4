package io.emkd.storage.sql;

import io.emkd.domain.data.LazyList;
import io.emkd.domain.error.UnavailableException;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Writes sequences of numbers to a file without a name and reads them from there, mapped, in any
 * order: what they take is page cache, which the system may take back. The file goes with the last
 * reference to what {@link #finish} returns, or with the process. Not thread-safe; the list is.
 */
final class SpooledSequences implements AutoCloseable {
  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);
  private static final int BUFFER_BYTES = 1 << 20;

  /** What one mapping holds: 1 GiB. */
  private static final int MAPPED_NUMBERS = 1 << 28;

  private final Path directory;
  private final FileChannel file;
  private final DataOutputStream output;

  /** Of each sequence the numbers in it and those before it. */
  private final long[] cumulative;

  private int sequence;
  private long written;

  /**
   * @param directory is made if need be
   * @throws UnavailableException here and below, if the file cannot be written, as on a full disk
   */
  SpooledSequences(Path directory, int count) {
    this.directory = directory;
    cumulative = new long[count];
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
   * @param index of the sequence; not below that of the call before
   */
  void add(int index, int number) {
    finishUntil(index);
    try {
      output.writeInt(number);
    } catch (IOException failed) {
      throw notCopied(failed);
    }
    written++;
  }

  private void finishUntil(int index) {
    while (sequence < index) {
      cumulative[sequence++] = written;
    }
  }

  /** All sequences; those that nothing was added to are empty. Each access copies one. */
  List<int[]> finish() {
    finishUntil(cumulative.length);
    try {
      output.flush();
      IntBuffer[] mapped = new IntBuffer[Math.toIntExact((written - 1) / MAPPED_NUMBERS + 1)];
      for (int m = 0; m < mapped.length; m++) {
        long first = (long) m * MAPPED_NUMBERS;
        long count = Math.min(MAPPED_NUMBERS, written - first);
        mapped[m] =
            file.map(MapMode.READ_ONLY, first * Integer.BYTES, count * Integer.BYTES).asIntBuffer();
      }
      return LazyList.of(cumulative.length, new Reader(mapped, cumulative));
    } catch (IOException failed) {
      throw notCopied(failed);
    }
  }

  private UnavailableException notCopied(IOException failed) {
    return new UnavailableException(
        "the sequences of the dataset could not be copied to " + directory + ": " + failed,
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

  private record Reader(IntBuffer[] mapped, long[] cumulative) implements IntFunction<int[]> {
    @Override
    public int[] apply(int index) {
      long first = index == 0 ? 0 : cumulative[index - 1];
      int[] sequence = new int[Math.toIntExact(cumulative[index] - first)];
      for (int read = 0; read < sequence.length; ) {
        IntBuffer part = mapped[(int) ((first + read) / MAPPED_NUMBERS)];
        int from = (int) ((first + read) % MAPPED_NUMBERS);
        int count = Math.min(sequence.length - read, part.limit() - from);
        part.get(from, sequence, read, count);
        read += count;
      }
      return sequence;
    }
  }
}
