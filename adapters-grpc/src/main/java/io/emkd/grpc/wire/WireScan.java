package io.emkd.grpc.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.emkd.domain.error.InvalidInputException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks over a message's bytes before anything is made of them: an empty element takes two bytes on
 * the wire and up to a hundred in memory, so a message's size says little of what it would take.
 */
final class WireScan {
  private static final VarHandle LENGTH =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] message;
  private int fields;

  private WireScan(byte[] message) {
    this.message = message;
  }

  /**
   * @return the fields in the message and its parts, each element of a repeated one counted
   * @throws InvalidInputException naming the field with too many elements, or too long a text
   * @throws IOException if the bytes are no message
   */
  static int fields(byte[] message, Descriptor type) throws IOException {
    WireScan scan = new WireScan(message);
    scan.walk(CodedInputStream.newInstance(message), type, "");
    return scan.fields;
  }

  private void walk(CodedInputStream in, Descriptor type, String place) throws IOException {
    int[] elements = new int[type.getFields().size()];
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (++fields > FieldLimits.FIELDS) {
        throw new InvalidInputException(
            "message", "more than " + FieldLimits.FIELDS + " fields", "one of no more than these");
      }
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      if (field == null) {
        in.skipField(tag);
      } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        delimited(in, field, elements, place);
      } else {
        count(field, 1, elements, place);
        in.skipField(tag);
      }
    }
  }

  private void delimited(CodedInputStream in, FieldDescriptor field, int[] elements, String place)
      throws IOException {
    int size = in.readRawVarint32();
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      count(field, 1, elements, place);
      int outer = in.pushLimit(size);
      walk(in, field.getMessageType(), place + field.getName() + ".");
      in.popLimit(outer);
      return;
    }
    if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
      count(field, 1, elements, place);
      if (size > FieldLimits.textBytes(field)) {
        throw new InvalidInputException(
            place + field.getName(),
            "a text of " + size + " bytes",
            "at most " + FieldLimits.textBytes(field) + " bytes long");
      }
    } else if (field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING) {
      count(field, 1, elements, place);
      if (FieldLimits.holdsTexts(field)) {
        countTexts(in.getTotalBytesRead(), size, place + field.getName());
      }
    } else {
      // Packed numbers: no fewer than a byte each.
      count(field, size, elements, place);
      fields += size;
    }
    in.skipRawBytes(size);
  }

  /** Texts behind their lengths, as far as the lengths hold; who reads them refuses the others. */
  private void countTexts(int start, int size, String place) {
    long end = Math.min((long) start + size, message.length);
    int texts = 0;
    for (long at = start; at + Integer.BYTES <= end; texts++) {
      at += Integer.BYTES + Integer.toUnsignedLong((int) LENGTH.get(message, (int) at));
    }
    if (texts > FieldLimits.TENSOR_TEXTS) {
      throw new InvalidInputException(
          place, texts + " elements", "of at most " + FieldLimits.TENSOR_TEXTS + " elements");
    }
    fields += texts;
  }

  private static void count(FieldDescriptor field, int more, int[] elements, String place) {
    if (!field.isRepeated()) {
      return;
    }
    int most = FieldLimits.elements(field);
    elements[field.getIndex()] += more;
    if (elements[field.getIndex()] > most) {
      throw new InvalidInputException(
          place + field.getName(), "more than " + most + " elements", "at most " + most);
    }
  }
}
