package io.emkd.storage.formats;

import java.io.IOException;
import java.nio.file.Path;

/** A format of text. */
abstract class TextCodec implements Codec {
  @Override
  public final void read(Path file, ReadContext reading) throws IOException {
    try (TextInput text =
        TextInput.open(
            file, reading.options().layout().encoding(), this::mayBeLatin1, reading.lines())) {
      read(text, reading);
    }
  }

  /** Reads the text of the next file of the import. */
  abstract void read(TextInput text, ReadContext reading) throws IOException;

  /** Whether what is not UTF-8 is Latin-1 in a text that begins so, if nothing tells otherwise. */
  boolean mayBeLatin1(String beginning) {
    return false;
  }
}
