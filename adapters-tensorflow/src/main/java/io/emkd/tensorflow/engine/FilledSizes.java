package io.emkd.tensorflow.engine;

import io.emkd.tensorflow.engine.BatchFeed.Attributes;
import io.emkd.tensorflow.engine.BatchFeed.Masked;
import io.emkd.tensorflow.engine.BatchFeed.Sample;
import java.util.Arrays;

/**
 * To what the sizes that vary from batch to batch are filled up, with weight 0, since what is
 * compiled is compiled for each size.
 *
 * @param masked K
 * @param positions P, of attributes
 * @param targets Q, of attributes
 */
record FilledSizes(int masked, int positions, int targets) {
  static final FilledSizes NONE = new FilledSizes(0, 0, 0);

  private static final int MULTIPLE = 64;

  /** Returns those of a batch alone, with K rounded up. */
  static FilledSizes of(BatchFeed feed, int maskedMultiple) {
    return new FilledSizes(roundedUp(masked(feed), maskedMultiple), positions(feed), targets(feed));
  }

  /**
   * Returns these, or larger ones where the batch needs them: so large that most of the batches
   * after it find room in them too.
   */
  FilledSizes holding(BatchFeed feed, int maskedMultiple) {
    int k = masked(feed);
    int p = positions(feed);
    int q = targets(feed);
    return new FilledSizes(
        // Some three deviations of a sum of independent masks in sequences of different lengths.
        k <= masked ? masked : roundedUp(k + k / 10, maskedMultiple),
        // One more, which what fills up the targets is of.
        p < positions ? positions : roundedUp(p + p / 3 + 1, MULTIPLE),
        q <= targets ? targets : roundedUp(q + q / 2, MULTIPLE));
  }

  /** Returns the batch in these sizes, none of which is smaller than its own. */
  BatchFeed fill(BatchFeed feed) {
    Masked m = feed.masked();
    Attributes a = feed.attributes();
    float[] corrections = feed.sample().labelCorrections();
    int[] filledTargets = Arrays.copyOf(a.targets(), 2 * targets);
    for (int t = a.targets().length; t < filledTargets.length; t += 2) {
      filledTargets[t] = a.positions().length;
    }
    return new BatchFeed(
        feed.rows(),
        feed.sequences(),
        new Masked(
            Arrays.copyOf(m.positions(), masked),
            Arrays.copyOf(m.labels(), masked),
            Arrays.copyOf(m.weights(), masked)),
        new Sample(
            feed.sample().items(),
            corrections.length == 0 ? corrections : Arrays.copyOf(corrections, masked),
            feed.sample().itemCorrections()),
        new Attributes(
            Arrays.copyOf(a.positions(), positions),
            Arrays.copyOf(a.weights(), positions),
            filledTargets));
  }

  private static int masked(BatchFeed feed) {
    return feed.masked().positions().length;
  }

  private static int positions(BatchFeed feed) {
    return feed.attributes().positions().length;
  }

  private static int targets(BatchFeed feed) {
    return feed.attributes().targets().length / 2;
  }

  private static int roundedUp(int size, int multiple) {
    return (size + multiple - 1) / multiple * multiple;
  }
}
