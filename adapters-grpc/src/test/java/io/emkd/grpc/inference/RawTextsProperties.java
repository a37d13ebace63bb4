package io.emkd.grpc.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.emkd.domain.error.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Texts behind their lengths, whatever the lengths say. */
class RawTextsProperties {
  @Property
  void whatIsWrittenIsRead(@ForAll @Size(max = 50) List<byte[]> texts) {
    List<ByteString> elements = texts.stream().map(ByteString::copyFrom).toList();
    assertThat(RawTexts.read("history", RawTexts.write(elements), elements.size()))
        .isEqualTo(elements);
  }

  /** As a message's bytes are, which begin somewhere in it. */
  @Property
  void aPartOfLargerBytesIsReadFromItsBeginning(
      @ForAll @Size(max = 20) List<byte[]> texts, @ForAll @IntRange(min = 1, max = 9) int before) {
    List<ByteString> elements = texts.stream().map(ByteString::copyFrom).toList();
    ByteString raw = RawTexts.write(elements);
    byte[] message =
        ByteString.copyFrom(new byte[before])
            .concat(raw)
            .concat(ByteString.copyFromUtf8("behind"))
            .toByteArray();
    ByteString part = UnsafeByteOperations.unsafeWrap(message, before, raw.size());
    assertThat(RawTexts.read("history", part, elements.size())).isEqualTo(elements);
  }

  @Property
  void anotherNumberThanTheShapesIsRefused(
      @ForAll @Size(max = 20) List<byte[]> texts, @ForAll @IntRange(max = 500_000) int expected) {
    List<ByteString> elements = texts.stream().map(ByteString::copyFrom).toList();
    if (expected != elements.size()) {
      assertThatThrownBy(() -> RawTexts.read("history", RawTexts.write(elements), expected))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("history is")
          .hasMessageContaining(String.valueOf(expected));
    }
  }

  @Property
  void anyBytesAreReadOrRefused(
      @ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(max = 60) int expected) {
    Throwable failure =
        catchThrowable(
            () -> {
              List<ByteString> read =
                  RawTexts.read("history", ByteString.copyFrom(bytes), expected);
              // What is read is what was there, byte for byte.
              assertThat(RawTexts.write(read)).isEqualTo(ByteString.copyFrom(bytes));
              assertThat(read).hasSize(expected);
            });
    if (failure != null) {
      assertThat(failure).isInstanceOf(InvalidInputException.class);
    }
  }

  /** Of four gigabytes less one too, which is -1 as a signed number. */
  @Property
  void aLengthBeyondTheBytesIsNamed(
      @ForAll @IntRange(min = 9, max = Integer.MAX_VALUE) int length) {
    for (int said : new int[] {length, -length, -1}) {
      ByteString raw =
          ByteString.copyFrom(
              ByteBuffer.allocate(16)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putInt(0)
                  .putInt(said)
                  .putLong(0)
                  .flip());
      assertThatThrownBy(() -> RawTexts.read("history", raw, 2))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "history's element 1 is %s bytes long by its length but must be of the 8 left"
                  .formatted(Integer.toUnsignedString(said)));
    }
  }

  @Test
  void aShapeThatClaimsMoreThanThereCouldBeTakesNothing() {
    assertThatThrownBy(() -> RawTexts.read("history", ByteString.EMPTY, Integer.MAX_VALUE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("0 bytes");
  }
}
