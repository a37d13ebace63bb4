package io.emkd.systemtests;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Messages of a type that are as large as a server takes, each in another way. */
final class LargeMessages {
  /** The server's limit less what the frames around take. */
  private static final int SIZE = (16 << 20) - 100;

  private static final int DEPTH = 3;

  private LargeMessages() {}

  /**
   * @param compressed whether it travels so: a few kilobytes that become as large
   */
  record Kind(String name, boolean compressed, Body body) {
    byte[] bytes() throws IOException {
      return body.bytes().toByteArray();
    }
  }

  private interface Body {
    ByteString bytes() throws IOException;
  }

  static List<Kind> kinds(Descriptor type) {
    List<Kind> kinds = new ArrayList<>();
    add(kinds, type, "", 0, bytes -> bytes);
    kinds.add(new Kind("unknown fields", false, () -> elements(3000, "", SIZE)));
    kinds.add(new Kind("compressed unknown fields", true, () -> elements(3000, "", SIZE)));
    return kinds;
  }

  private interface Around {
    ByteString around(ByteString inner) throws IOException;
  }

  private static void add(
      List<Kind> kinds, Descriptor type, String place, int depth, Around outer) {
    for (FieldDescriptor field : type.getFields()) {
      String name = place + field.getName();
      int number = field.getNumber();
      if (field.isRepeated()) {
        for (String element : List.of("", "x")) {
          if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || element.isEmpty()) {
            kinds.add(
                new Kind(
                    name + " of '" + element + "'",
                    false,
                    () -> outer.around(elements(number, element, SIZE - 100))));
          }
        }
      }
      if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
        kinds.add(
            new Kind(
                name + " as long as may be",
                false,
                () -> outer.around(elements(number, "\u00e9".repeat(SIZE / 2 - 100), 1))));
        if (field.isRepeated()) {
          kinds.add(
              new Kind(
                  name + " of ids",
                  true,
                  () -> outer.around(elements(number, "x".repeat(256), SIZE - 1000))));
        }
      }
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth < DEPTH) {
        add(
            kinds,
            field.getMessageType(),
            name + ".",
            depth + 1,
            inner -> outer.around(field(number, inner)));
      }
    }
  }

  private static ByteString field(int number, ByteString content) throws IOException {
    ByteString.Output bytes = ByteString.newOutput(content.size() + 20);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeByteArrayNoTag(content.toByteArray());
    out.flush();
    return bytes.toByteString();
  }

  /** At least one. */
  private static ByteString elements(int number, String element, int size) throws IOException {
    byte[] one = field(number, ByteString.copyFromUtf8(element)).toByteArray();
    byte[] all = new byte[Math.max(1, size / one.length) * one.length];
    System.arraycopy(one, 0, all, 0, one.length);
    for (int done = one.length; done < all.length; done *= 2) {
      System.arraycopy(all, 0, all, done, Math.min(done, all.length - done));
    }
    return UnsafeByteOperations.unsafeWrap(all);
  }
}
