package io.emkd.storage.formats;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a packed file holds, so much of it as may be. That it is damaged, breaks off or holds too
 * much is told as what is wrong with the file.
 */
final class UnpackedStream extends FilterInputStream {
  private final FileKind kind;
  private final long most;
  private final LineCounter lines;
  private long count;

  /**
   * @param most bytes that may come out of it
   */
  UnpackedStream(InputStream unpacked, FileKind kind, long most, LineCounter lines) {
    super(unpacked);
    this.kind = kind;
    this.most = most;
    this.lines = lines;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    int size;
    try {
      size = super.read(bytes, offset, length);
    } catch (IOException damaged) {
      throw lines.badFile(kind.description() + " that is damaged or breaks off", "a whole one");
    }
    count += Math.max(0, size);
    if (count > most) {
      throw lines.badFile(
          kind.description() + " that holds more than " + most + " bytes",
          "one that holds less, or not packed");
    }
    return size;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
