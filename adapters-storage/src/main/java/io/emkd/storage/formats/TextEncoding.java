package io.emkd.storage.formats;

import io.emkd.domain.error.InvalidInputException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

/** The names of encodings, and the marks that texts begin with. */
public final class TextEncoding {
  private TextEncoding() {}

  /**
   * @param name such as {@code windows-1252}; empty for none
   * @throws InvalidInputException if there is no such encoding
   */
  public static Optional<Charset> named(String name) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      throw new InvalidInputException(
          "encoding",
          LineCounter.quoted(name),
          "the name of an encoding, such as utf-8, iso-8859-1, windows-1252, utf-16, gb18030 or shift_jis");
    }
  }

  /** A byte order mark. */
  enum Mark {
    UTF_8(StandardCharsets.UTF_8, 0xef, 0xbb, 0xbf),
    UTF_32LE(Charset.forName("UTF-32LE"), 0xff, 0xfe, 0, 0),
    UTF_32BE(Charset.forName("UTF-32BE"), 0, 0, 0xfe, 0xff),
    UTF_16LE(StandardCharsets.UTF_16LE, 0xff, 0xfe),
    UTF_16BE(StandardCharsets.UTF_16BE, 0xfe, 0xff);

    private final Charset charset;

    @SuppressWarnings("Immutable") // Read here alone.
    private final int[] bytes;

    Mark(Charset charset, int... bytes) {
      this.charset = charset;
      this.bytes = bytes;
    }

    Charset charset() {
      return charset;
    }

    int length() {
      return bytes.length;
    }

    static Optional<Mark> of(byte[] beginning) {
      for (Mark mark : values()) {
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
}
