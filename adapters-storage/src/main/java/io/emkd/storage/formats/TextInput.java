package io.emkd.storage.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The text of a file, of every format: unpacked, without its byte order mark, decoded by the
 * encoding that this mark tells, else by the one that is named, else as UTF-8. A byte that does not
 * decode is refused by its line, and so is a line without an end.
 */
final class TextInput extends Reader {
  /** Characters of a line, or of a row of several lines. */
  static final int LONGEST_RECORD = 1 << 22;

  private static final int BUFFER = 1 << 14;

  /** How many times its size may come out of a packed text. */
  private static final int GROWTH = 100;

  private final InputStream bytes;
  private final LineCounter lines;
  private final CharsetDecoder decoder;
  private final boolean latin1Fallback;
  private final String beginning;
  private final ByteBuffer undecoded = ByteBuffer.allocate(BUFFER).limit(0);
  private final CharBuffer decoded = CharBuffer.allocate(BUFFER).limit(0);
  private boolean ended;
  private boolean flushed;
  private long recordLength;

  private TextInput(
      InputStream bytes,
      Charset charset,
      boolean latin1Fallback,
      String beginning,
      LineCounter lines) {
    this.bytes = bytes;
    this.lines = lines;
    this.latin1Fallback = latin1Fallback;
    this.beginning = beginning;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /**
   * @param encoding where no mark tells it
   * @param latin1 whether in a text with this beginning what is not UTF-8 is Latin-1 where nothing
   *     tells the encoding
   */
  static TextInput open(
      Path file, Optional<Charset> encoding, Predicate<String> latin1, LineCounter lines)
      throws IOException {
    InputStream bytes = FileBytes.open(file, FileBytes.TEXT, "text", GROWTH, lines);
    try {
      byte[] head = FileBytes.beginning(bytes);
      Optional<ByteOrderMark> mark = ByteOrderMark.of(head);
      int skipped = mark.map(ByteOrderMark::length).orElse(0);
      bytes.skipNBytes(skipped);
      String text = new String(head, skipped, head.length - skipped, StandardCharsets.ISO_8859_1);
      if (mark.isEmpty()
          && encoding.isEmpty()
          && text.substring(0, Math.min(2, text.length())).contains("\0")) {
        throw lines.badFile(
            "UTF-16 without a byte order mark, or no text",
            "UTF-8, or in the encoding that is named");
      }
      return new TextInput(
          bytes,
          mark.map(ByteOrderMark::charset).or(() -> encoding).orElse(StandardCharsets.UTF_8),
          mark.isEmpty() && encoding.isEmpty() && latin1.test(text),
          text.replace("\0", ""),
          lines);
    } catch (IOException | RuntimeException failed) {
      bytes.close();
      throw failed;
    }
  }

  /** Some of the first characters, those of ASCII right, to tell one kind of text from another. */
  String beginning() {
    return beginning;
  }

  /** A record begins, which may have {@link #LONGEST_RECORD} characters from here. */
  void beginRecord() {
    recordLength = 0;
  }

  @Override
  public int read(char[] characters, int offset, int length) throws IOException {
    if (!decoded.hasRemaining() && !fill()) {
      return -1;
    }
    int size = Math.min(length, decoded.remaining());
    decoded.get(characters, offset, size);
    recordLength += size;
    if (recordLength > LONGEST_RECORD) {
      throw lines.bad("longer than " + LONGEST_RECORD + " characters", "shorter");
    }
    return size;
  }

  /**
   * @return false at the end
   */
  private boolean fill() throws IOException {
    decoded.clear();
    while (!flushed && decoded.position() == 0) {
      CoderResult result = decoder.decode(undecoded, decoded, ended);
      if (result.isError() && (latin1Fallback || decoded.position() == 0)) {
        undecodable(result.length());
      } else if (result.isUnderflow() && decoded.position() == 0) {
        if (ended) {
          decoder.flush(decoded);
          flushed = true;
        } else {
          readBytes();
        }
      }
    }
    decoded.flip();
    return decoded.hasRemaining();
  }

  /** What stands before is read by then, so that the line is the right one. */
  private void undecodable(int length) {
    if (!latin1Fallback) {
      throw lines.bad(
          String.format(
              "not %s (byte 0x%02X)", decoder.charset(), undecoded.get(undecoded.position())),
          decoder.charset() + " text, or text in the encoding that is named");
    }
    for (int i = 0; i < length && decoded.hasRemaining(); i++) {
      decoded.put((char) (undecoded.get() & 0xff));
    }
  }

  private void readBytes() throws IOException {
    undecoded.compact();
    int size = bytes.read(undecoded.array(), undecoded.position(), undecoded.remaining());
    undecoded.position(undecoded.position() + Math.max(0, size)).flip();
    ended = size < 0;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
