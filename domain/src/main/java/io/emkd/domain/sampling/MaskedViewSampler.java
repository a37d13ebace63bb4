package io.emkd.domain.sampling;

import io.emkd.domain.ensemble.MaskedView;
import io.emkd.domain.random.Seeds;
import java.util.SplittableRandom;

/**
 * Draws masked views: each item is chosen independently with the mask probability; of the chosen 80
 * % become the mask token, 10 % a uniformly random item, 10 % stay. Stateless: a view depends on
 * the seed, epoch, window and view number alone, so that a resumed training draws what an
 * uninterrupted one would have. Thread-safe.
 */
final class MaskedViewSampler {
  private static final double MASK_TOKEN_SHARE = 0.8;
  private static final double RANDOM_ITEM_SHARE = 0.1;

  private final int itemCount;
  private final double maskProbability;
  private final long seed;

  /**
   * @param itemCount V
   * @param maskProbability in (0, 1)
   */
  public MaskedViewSampler(int itemCount, double maskProbability, long seed) {
    this.itemCount = itemCount;
    this.maskProbability = maskProbability;
    this.seed = seed;
  }

  /**
   * @param padded a window, [T], left-padded
   * @param epoch which pass over the windows, from 0
   * @param window the window's index in the list of all windows
   * @param view 0..M-1
   */
  public MaskedView draw(int[] padded, int epoch, int window, int view) {
    SplittableRandom random = new SplittableRandom(Seeds.mix(seed, epoch, window, view));
    int[] items = padded.clone();
    int[] labels = new int[padded.length];
    for (int t = 0; t < padded.length; t++) {
      if (padded[t] != 0 && random.nextDouble() < maskProbability) {
        labels[t] = padded[t];
        double fate = random.nextDouble();
        if (fate < MASK_TOKEN_SHARE) {
          items[t] = itemCount + 1;
        } else if (fate < MASK_TOKEN_SHARE + RANDOM_ITEM_SHARE) {
          items[t] = 1 + random.nextInt(itemCount);
        }
      }
    }
    return new MaskedView(items, labels);
  }
}
