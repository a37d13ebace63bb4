package io.emkd.tensorflow.index;

import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.util.Arrays;

/**
 * What is searched, in a space where the greatest score is the smallest distance: of each item its
 * row of the concatenated heads, its summed bias, and what makes all as long as the longest
 * (Bachrach et al., "Speeding Up the Xbox Recommender System Using a Euclidean Transformation for
 * Inner-Product Spaces", RecSys 2014). Item i is node i-1. Immutable.
 */
public final class ItemVectors implements RandomAccessVectorValues {
  private static final VectorTypeSupport VECTORS =
      VectorizationProvider.getInstance().getVectorTypeSupport();

  /** A vector's objects, and its neighbours while the graph is built. */
  private static final long BYTES_AROUND = 500;

  private final VectorFloat<?>[] vectors;
  private final int dimension;

  /** Copies an item's row of the concatenated heads, [N*d], to the start of an array. */
  @FunctionalInterface
  public interface Heads {
    void copy(int item, float[] target);
  }

  /**
   * @param width N*d
   * @param biases [V+1]
   */
  public ItemVectors(Heads heads, int width, float[] biases) {
    dimension = width + 2;
    float[][] rows = new float[biases.length - 1][dimension];
    double longest = 0;
    for (int item = 1; item < biases.length; item++) {
      float[] row = rows[item - 1];
      heads.copy(item, row);
      row[width] = biases[item];
      longest = Math.max(longest, squaredLength(row));
    }
    vectors = new VectorFloat<?>[rows.length];
    for (int node = 0; node < rows.length; node++) {
      rows[node][width + 1] = (float) Math.sqrt(longest - squaredLength(rows[node]));
      vectors[node] = VECTORS.createFloatVector(rows[node]);
    }
  }

  /** Returns what building an index of so many items takes of the heap, about. */
  public static long heapBytes(int itemCount, int width) {
    return itemCount * (BYTES_AROUND + Float.BYTES * (width + 2L));
  }

  private static double squaredLength(float[] row) {
    double sum = 0;
    for (float value : row) {
      sum += (double) value * value;
    }
    return sum;
  }

  /**
   * What is nearest to the items that score best.
   *
   * @param lastHiddenStates [N*d]
   */
  static VectorFloat<?> query(float[] lastHiddenStates) {
    float[] query = Arrays.copyOf(lastHiddenStates, lastHiddenStates.length + 2);
    query[lastHiddenStates.length] = 1;
    return VECTORS.createFloatVector(query);
  }

  @Override
  public int size() {
    return vectors.length;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public VectorFloat<?> getVector(int node) {
    return vectors[node];
  }

  @Override
  public boolean isValueShared() {
    return false;
  }

  @Override
  public RandomAccessVectorValues copy() {
    return this;
  }
}
