package io.emkd.tensorflow.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor as a pickle describes it. It has no more elements than its storage, within which all of
 * them are.
 *
 * @param storage where its elements are
 * @param offset of the first element
 * @param shape [r] or [r, c]
 * @param strides how far the next element of each axis is
 */
public record StoredTensor(
    Storage storage, long offset, List<Integer> shape, List<Integer> strides) {
  /**
   * Where elements are.
   *
   * @param type the name of what it would be in Python
   * @param key the name of its file in the zip
   * @param elements how many it has
   */
  record Storage(String type, String key, long elements) {
    /** Returns how many bytes it takes; 0 of a type that is not read. */
    long bytes() {
      return NumberType.of(type).map(number -> number.bytes * elements).orElse(0L);
    }
  }

  /** Whether it holds numbers that are read: float32, float64 or bfloat16. */
  public boolean hasFloats() {
    return NumberType.of(storage.type()).isPresent();
  }

  /** Returns the product of the shape. */
  public long elements() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /**
   * @param bytes the whole storage
   */
  float[] of(byte[] bytes) {
    NumberType type = NumberType.of(storage.type()).orElseThrow();
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int rows = shape.get(0);
    int columns = shape.size() == 1 ? 1 : shape.get(1);
    int step = shape.size() == 1 ? 0 : strides.get(1);
    float[] values = new float[Math.multiplyExact(rows, columns)];
    for (int r = 0; r < rows; r++) {
      int first = Math.toIntExact(offset + (long) r * strides.get(0));
      for (int c = 0; c < columns; c++) {
        values[r * columns + c] = type.at(buffer, first + c * step);
      }
    }
    return values;
  }
}
