package io.emkd.storage.formats;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The mark that a text may begin with, which tells its encoding. */
enum ByteOrderMark {
  UTF_8(StandardCharsets.UTF_8, 0xef, 0xbb, 0xbf),
  UTF_32LE(Charset.forName("UTF-32LE"), 0xff, 0xfe, 0, 0),
  UTF_32BE(Charset.forName("UTF-32BE"), 0, 0, 0xfe, 0xff),
  UTF_16LE(StandardCharsets.UTF_16LE, 0xff, 0xfe),
  UTF_16BE(StandardCharsets.UTF_16BE, 0xfe, 0xff);

  private final Charset charset;

  @SuppressWarnings("Immutable") // Read here alone.
  private final int[] bytes;

  ByteOrderMark(Charset charset, int... bytes) {
    this.charset = charset;
    this.bytes = bytes;
  }

  Charset charset() {
    return charset;
  }

  int length() {
    return bytes.length;
  }

  static Optional<ByteOrderMark> of(byte[] beginning) {
    for (ByteOrderMark mark : values()) {
      if (mark.begins(beginning)) {
        return Optional.of(mark);
      }
    }
    return Optional.empty();
  }

  private boolean begins(byte[] beginning) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= beginning.length || (beginning[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
