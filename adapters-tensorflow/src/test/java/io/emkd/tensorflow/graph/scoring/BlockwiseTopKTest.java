package io.emkd.tensorflow.graph.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class BlockwiseTopKTest {
  /** Few different values make ties, within a block and between blocks. */
  @Property(tries = 200)
  void theGreatestOfEachRowAreThoseOfASortedRowAndOfEqualOnesTheFirst(
      @ForAll @IntRange(min = 1, max = 4) int rowCount,
      @ForAll @IntRange(min = 1, max = 700) int width,
      @ForAll @IntRange(min = 1, max = 700) int asked,
      @ForAll @IntRange(min = 1, max = 1000) int differentValues,
      @ForAll long seed) {
    int padded = Math.toIntExact(BlockwiseTopK.paddedWidth(width));
    int count = Math.min(asked, width);
    Random random = new Random(seed);
    float[][] scores = new float[rowCount][padded];
    for (float[] row : scores) {
      for (int i = 0; i < padded; i++) {
        row[i] = i < width ? random.nextInt(differentValues) - 5 : Float.NEGATIVE_INFINITY;
      }
    }
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> constant = tf.constant(scores);
      TopEntries best = BlockwiseTopK.of(tf, constant, padded, tf.constant(count));
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(best.values()).fetch(best.indices()).run()) {
        int[][] items = StdArrays.array2dCopyOf((TInt32) result.get(1));
        float[][] values = StdArrays.array2dCopyOf((TFloat32) result.get(0));
        assertThat(result.get(1).shape()).isEqualTo(Shape.of(rowCount, count));
        for (int r = 0; r < rowCount; r++) {
          float[] row = scores[r];
          int[] expected =
              IntStream.range(0, width)
                  .boxed()
                  .sorted(Comparator.comparing(i -> -row[i]))
                  .limit(count)
                  .mapToInt(i -> i)
                  .toArray();
          assertThat(items[r]).containsExactly(expected);
          float[] expectedValues = new float[count];
          IntStream.range(0, count).forEach(k -> expectedValues[k] = row[expected[k]]);
          assertThat(values[r]).containsExactly(expectedValues);
        }
      }
    }
  }

  @Property
  void aWidthIsPaddedToWholeBlocks(@ForAll @IntRange(min = 1) int width) {
    assertThat(BlockwiseTopK.paddedWidth(width))
        .isGreaterThanOrEqualTo(width)
        .isLessThan(width + 64L)
        .matches(padded -> padded % 64 == 0);
  }
}
