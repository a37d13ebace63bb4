package io.emkd.tensorflow.index;

import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;

/**
 * What is searched, in a space where the greatest score is the smallest distance: of each item its
 * row of the concatenated heads, its summed bias, and what makes all as long as the longest
 * (Bachrach et al., "Speeding Up the Xbox Recommender System Using a Euclidean Transformation for
 * Inner-Product Spaces", RecSys 2014). Item i is node i-1. Immutable.
 */
public final class ItemVectors implements RandomAccessVectorValues {
  private static final VectorTypeSupport VECTORS =
      VectorizationProvider.getInstance().getVectorTypeSupport();

  private final VectorFloat<?>[] vectors;
  private final int dimension;

  /**
   * @param heads [V+1, N*d] in rows; row 0 belongs to padding
   * @param biases [V+1]
   */
  public ItemVectors(float[] heads, float[] biases) {
    int itemCount = biases.length - 1;
    int width = heads.length / biases.length;
    dimension = width + 2;
    vectors = new VectorFloat<?>[itemCount];
    double longest = 0;
    for (int item = 1; item <= itemCount; item++) {
      longest = Math.max(longest, squaredLength(heads, biases, width, item));
    }
    for (int item = 1; item <= itemCount; item++) {
      float[] vector = new float[dimension];
      System.arraycopy(heads, item * width, vector, 0, width);
      vector[width] = biases[item];
      vector[width + 1] = (float) Math.sqrt(longest - squaredLength(heads, biases, width, item));
      vectors[item - 1] = VECTORS.createFloatVector(vector);
    }
  }

  private static double squaredLength(float[] heads, float[] biases, int width, int item) {
    double sum = (double) biases[item] * biases[item];
    for (int i = item * width; i < (item + 1) * width; i++) {
      sum += (double) heads[i] * heads[i];
    }
    return sum;
  }

  /**
   * What is nearest to the items that score best.
   *
   * @param lastHiddenStates [N*d]
   */
  static VectorFloat<?> query(float[] lastHiddenStates) {
    float[] query = java.util.Arrays.copyOf(lastHiddenStates, lastHiddenStates.length + 2);
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
