package io.emkd.storage.disk;

import io.emkd.domain.dataset.LazyList;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

/**
 * Sequences of numbers in a file, read from there, mapped, in any order: what they take is page
 * cache, which the system may take back. The mapping outlives the file's name.
 */
public final class MappedSequences {
  private static final int BUFFER_BYTES = 1 << 20;

  /** What one mapping holds: 1 GiB. */
  private static final int MAPPED_NUMBERS = 1 << 28;

  private MappedSequences() {}

  /**
   * Writes the count of sequences as 8 bytes, for each of them the numbers up to its end as 8, then
   * the numbers as 4, all with the highest byte first.
   */
  public static void write(Path file, List<int[]> sequences) throws IOException {
    try (DataOutputStream output =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
      output.writeLong(sequences.size());
      long numbers = 0;
      for (int[] sequence : sequences) {
        numbers += sequence.length;
        output.writeLong(numbers);
      }
      for (int[] sequence : sequences) {
        for (int number : sequence) {
          output.writeInt(number);
        }
      }
    }
  }

  /** Reads what {@link #write} wrote; each access copies one sequence. */
  public static List<int[]> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      int count =
          Math.toIntExact(channel.map(MapMode.READ_ONLY, 0, Long.BYTES).asLongBuffer().get(0));
      LongBuffer ends =
          channel.map(MapMode.READ_ONLY, Long.BYTES, (long) count * Long.BYTES).asLongBuffer();
      long numbers = count == 0 ? 0 : ends.get(count - 1);
      IntToLongFunction first = index -> index == 0 ? 0 : ends.get(index - 1);
      return of(
          channel,
          (1L + count) * Long.BYTES,
          numbers,
          count,
          first,
          index -> Math.toIntExact(ends.get(index) - first.applyAsLong(index)));
    }
  }

  /**
   * @param start of the numbers in the file, in bytes
   * @param numbers all of them
   * @param count of the sequences
   * @param first of each sequence how many numbers stand before it in the file
   * @param length of each sequence how many are its own
   */
  public static List<int[]> of(
      FileChannel file,
      long start,
      long numbers,
      int count,
      IntToLongFunction first,
      IntUnaryOperator length)
      throws IOException {
    IntBuffer[] mapped = new IntBuffer[Math.toIntExact((numbers - 1) / MAPPED_NUMBERS + 1)];
    for (int m = 0; m < mapped.length; m++) {
      long before = (long) m * MAPPED_NUMBERS;
      long size = Math.min(MAPPED_NUMBERS, numbers - before);
      mapped[m] =
          file.map(MapMode.READ_ONLY, start + before * Integer.BYTES, size * Integer.BYTES)
              .asIntBuffer();
    }
    return LazyList.of(count, new Reader(mapped, first, length));
  }

  private record Reader(IntBuffer[] mapped, IntToLongFunction first, IntUnaryOperator length)
      implements IntFunction<int[]> {
    @Override
    public int[] apply(int index) {
      long start = first.applyAsLong(index);
      int[] sequence = new int[length.applyAsInt(index)];
      for (int read = 0; read < sequence.length; ) {
        IntBuffer part = mapped[(int) ((start + read) / MAPPED_NUMBERS)];
        int from = (int) ((start + read) % MAPPED_NUMBERS);
        int count = Math.min(sequence.length - read, part.limit() - from);
        part.get(from, sequence, read, count);
        read += count;
      }
      return sequence;
    }
  }
}
