package io.emkd.tensorflow.process;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes what an {@link ArrayInput} reads: arrays as their length and their values, big-endian,
 * texts as their length in bytes and their UTF-8. Not thread-safe.
 */
final class ArrayOutput extends DataOutputStream {
  static final int CHUNK = 1 << 16;

  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);

  ArrayOutput(OutputStream out) {
    super(new BufferedOutputStream(out, CHUNK));
  }

  void writeInts(int[] values) throws IOException {
    writeInt(values.length);
    int step = CHUNK / Integer.BYTES;
    for (int first = 0; first < values.length; first += step) {
      int count = Math.min(step, values.length - first);
      chunk.clear().asIntBuffer().put(values, first, count);
      write(chunk.array(), 0, count * Integer.BYTES);
    }
  }

  void writeFloats(float[] values) throws IOException {
    writeInt(values.length);
    int step = CHUNK / Float.BYTES;
    for (int first = 0; first < values.length; first += step) {
      int count = Math.min(step, values.length - first);
      chunk.clear().asFloatBuffer().put(values, first, count);
      write(chunk.array(), 0, count * Float.BYTES);
    }
  }

  void writeRows(int[][] rows) throws IOException {
    writeInt(rows.length);
    for (int[] row : rows) {
      writeInts(row);
    }
  }

  void writeRows(float[][] rows) throws IOException {
    writeInt(rows.length);
    for (float[] row : rows) {
      writeFloats(row);
    }
  }

  void writeText(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeInt(bytes.length);
    write(bytes);
  }
}
