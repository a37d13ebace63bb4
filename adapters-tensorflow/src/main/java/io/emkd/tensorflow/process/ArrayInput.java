package io.emkd.tensorflow.process;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what an {@link ArrayOutput} wrote. What is missing is an {@link java.io.EOFException}. Not
 * thread-safe.
 */
final class ArrayInput extends DataInputStream {
  private final ByteBuffer chunk = ByteBuffer.allocate(ArrayOutput.CHUNK);

  ArrayInput(InputStream in) {
    super(new BufferedInputStream(in, ArrayOutput.CHUNK));
  }

  int[] readInts() throws IOException {
    int[] values = new int[readInt()];
    int step = ArrayOutput.CHUNK / Integer.BYTES;
    for (int first = 0; first < values.length; first += step) {
      int count = Math.min(step, values.length - first);
      readFully(chunk.array(), 0, count * Integer.BYTES);
      chunk.clear().asIntBuffer().get(values, first, count);
    }
    return values;
  }

  float[] readFloats() throws IOException {
    float[] values = new float[readInt()];
    int step = ArrayOutput.CHUNK / Float.BYTES;
    for (int first = 0; first < values.length; first += step) {
      int count = Math.min(step, values.length - first);
      readFully(chunk.array(), 0, count * Float.BYTES);
      chunk.clear().asFloatBuffer().get(values, first, count);
    }
    return values;
  }

  int[][] readRows() throws IOException {
    int[][] rows = new int[readInt()][];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = readInts();
    }
    return rows;
  }

  float[][] readFloatRows() throws IOException {
    float[][] rows = new float[readInt()][];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = readFloats();
    }
    return rows;
  }

  String readText() throws IOException {
    byte[] bytes = new byte[readInt()];
    readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
