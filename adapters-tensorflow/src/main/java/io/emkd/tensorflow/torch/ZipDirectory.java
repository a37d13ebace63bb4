package io.emkd.tensorflow.torch;

import io.emkd.domain.error.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The directory at a zip's end, which is read into memory as a whole when the zip is opened. */
final class ZipDirectory {
  private static final long LARGEST = 16 << 20;

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int SIZE_AT = 12;

  private static final long IN_THE_OTHER_END = 0xffffffffL;
  private static final int OTHER_END_BYTES = 56;
  private static final int LOCATOR_BYTES = 20;
  private static final int OTHER_SIZE_AT = 40;

  private ZipDirectory() {}

  /**
   * @throws InvalidInputException if the file is no zip as {@code torch.save} ends it, or its
   *     directory is larger than 16 MiB
   */
  static void requireSmall(String name, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer end = before(channel, 0, END_BYTES);
      if (end.limit() < END_BYTES || end.getInt(0) != END_SIGNATURE) {
        throw new InvalidInputException(
            name, "no zip", "a file of torch.save, in the format of PyTorch 1.6 or newer");
      }
      long size = Integer.toUnsignedLong(end.getInt(SIZE_AT));
      if (size == IN_THE_OTHER_END) {
        ByteBuffer other = before(channel, END_BYTES + LOCATOR_BYTES, OTHER_END_BYTES);
        size = other.limit() < OTHER_END_BYTES ? Long.MAX_VALUE : other.getLong(OTHER_SIZE_AT);
      }
      if (size < 0 || size > LARGEST) {
        throw new InvalidInputException(
            name + " directory of the zip", size + " bytes", "at most " + LARGEST);
      }
    }
  }

  private static ByteBuffer before(FileChannel channel, int after, int bytes) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long position = channel.size() - after - bytes;
    while (position >= 0 && read.hasRemaining()) {
      if (channel.read(read, position + read.position()) < 0) {
        break;
      }
    }
    return read.flip();
  }
}
