package io.emkd.domain.files;

import io.emkd.domain.error.InvalidInputException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

/** The names of encodings. */
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
          ShownCell.quoted(name),
          "the name of an encoding, such as utf-8, iso-8859-1, windows-1252, utf-16, gb18030 or shift_jis");
    }
  }
}
