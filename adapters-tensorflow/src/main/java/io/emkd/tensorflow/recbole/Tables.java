package io.emkd.tensorflow.recbole;

import java.util.Arrays;

/** Tables of RecBole's as they are here. */
final class Tables {
  private Tables() {}

  /**
   * Returns a table of items, in which padding, row 0, is zero: RecBole's is random, and never
   * looked at.
   *
   * @param table [R, d]
   * @param rows of the result, the last of them zero if there are more than R
   * @param width d
   */
  static float[] ofItems(float[] table, int rows, int width) {
    float[] items = withRows(table, rows, width);
    Arrays.fill(items, 0, width, 0);
    return items;
  }

  /**
   * Returns a table with zeros after it.
   *
   * @param rows of the result
   */
  static float[] withRows(float[] table, int rows, int width) {
    return Arrays.copyOf(table, Math.multiplyExact(rows, width));
  }

  /**
   * Returns matrices of as many rows side by side.
   *
   * @param rows of each
   */
  static float[] beside(int rows, float[]... matrices) {
    int width = Arrays.stream(matrices).mapToInt(matrix -> matrix.length / rows).sum();
    float[] joined = new float[rows * width];
    int column = 0;
    for (float[] matrix : matrices) {
      int columns = matrix.length / rows;
      for (int r = 0; r < rows; r++) {
        System.arraycopy(matrix, r * columns, joined, r * width + column, columns);
      }
      column += columns;
    }
    return joined;
  }
}
