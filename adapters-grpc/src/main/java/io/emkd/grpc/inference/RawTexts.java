package io.emkd.grpc.inference;

import com.google.protobuf.ByteString;
import io.emkd.domain.error.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts in one piece of bytes, as the Open Inference Protocol has them: each behind its length,
 * four bytes with the lowest first.
 */
final class RawTexts {
  private RawTexts() {}

  /**
   * The elements, which share the piece's memory. What is allocated follows from the piece's size,
   * not from what it says of itself.
   *
   * @param name of the tensor
   * @param expected how many there have to be
   * @throws InvalidInputException naming the element whose length does not hold, or how many there
   *     are
   */
  static List<ByteString> read(String name, ByteString raw, int expected) {
    if ((long) expected * Integer.BYTES > raw.size()) {
      throw new InvalidInputException(
          name,
          raw.size() + " bytes",
          "of " + expected + " elements, as its shape says, each behind its length in 4 bytes");
    }
    // A piece of a message is a part of its bytes, whose buffer does not begin at zero.
    ByteBuffer bytes = raw.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    List<ByteString> elements = new ArrayList<>(expected);
    while (bytes.hasRemaining()) {
      String place = name + "'s element " + elements.size();
      if (elements.size() == expected) {
        throw new InvalidInputException(
            name, "more than " + expected + " elements", expected + " of them, as its shape says");
      }
      if (bytes.remaining() < Integer.BYTES) {
        throw new InvalidInputException(
            place, bytes.remaining() + " bytes", "a length of 4 bytes, and so many bytes");
      }
      long length = Integer.toUnsignedLong(bytes.getInt());
      if (length > bytes.remaining()) {
        throw new InvalidInputException(
            place, length + " bytes long by its length", "of the " + bytes.remaining() + " left");
      }
      int start = bytes.position();
      elements.add(raw.substring(start, start + (int) length));
      bytes.position(start + (int) length);
    }
    HistoryTensor.requireCount(elements.size(), expected);
    return elements;
  }

  static ByteString write(List<ByteString> elements) {
    int size = elements.stream().mapToInt(element -> Integer.BYTES + element.size()).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (ByteString element : elements) {
      bytes.putInt(element.size());
      element.copyTo(bytes);
    }
    return ByteString.copyFrom(bytes.flip());
  }
}
