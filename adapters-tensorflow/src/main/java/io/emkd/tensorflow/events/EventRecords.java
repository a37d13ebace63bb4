package io.emkd.tensorflow.events;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;

/**
 * The events of a file as TensorFlow writes them: each is its length, the length's checksum, its
 * bytes, and their checksum.
 */
final class EventRecords {
  private static final int LENGTH_BYTES = 8;
  private static final int CHECKSUM_BYTES = 4;
  private static final int LONGEST = 1 << 24;
  private static final int MASK_ROTATION = 15;
  private static final int MASK = 0xa282ead8;

  private EventRecords() {}

  /** Reads to the end, or to the first event that was not written to its end. */
  static void read(Path file, Consumer<Event> events) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (true) {
        byte[] header = checked(in, LENGTH_BYTES);
        long length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > LONGEST) {
          return;
        }
        events.accept(Event.parseFrom(checked(in, (int) length)));
      }
    } catch (EOFException | InvalidProtocolBufferException unfinished) {
      return;
    }
  }

  private static byte[] checked(DataInputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    byte[] checksum = new byte[CHECKSUM_BYTES];
    in.readFully(checksum);
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    int masked = Integer.rotateRight((int) sum.getValue(), MASK_ROTATION) + MASK;
    if (masked != ByteBuffer.wrap(checksum).order(ByteOrder.LITTLE_ENDIAN).getInt()) {
      throw new EOFException("a record that was not written to its end");
    }
    return bytes;
  }
}
