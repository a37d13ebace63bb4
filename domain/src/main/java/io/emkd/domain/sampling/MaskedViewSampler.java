package io.emkd.domain.sampling;

import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.ensemble.MaskedView;
import io.emkd.domain.random.Seeds;
import java.util.SplittableRandom;

/**
 * Draws masked views: each item is chosen independently with the mask probability; of the chosen 80
 * % become the mask token, 10 % a uniformly random item, 10 % stay. Where it is asked for, one of a
 * view's items is chosen if none was, and a share of the views are prefixes instead. Thread-safe.
 */
final class MaskedViewSampler implements ViewSampler {
  private static final double MASK_TOKEN_SHARE = 0.8;
  private static final double RANDOM_ITEM_SHARE = 0.1;

  /** Which views are prefixes is drawn by itself, so that all others are what they would be. */
  private static final long PREFIX_STREAM = 0x70726566;

  /** A prefix has something to predict its last item from. */
  private static final int SHORTEST_PREFIX = 2;

  private final int itemCount;
  private final MaskingConfiguration masking;
  private final long seed;

  /**
   * @param itemCount V
   */
  MaskedViewSampler(int itemCount, MaskingConfiguration masking, long seed) {
    this.itemCount = itemCount;
    this.masking = masking;
    this.seed = seed;
  }

  @Override
  public MaskedView draw(int[] padded, int epoch, int window, int view) {
    if (masking.prefixShare() > 0) {
      SplittableRandom random =
          new SplittableRandom(Seeds.mix(seed, epoch, window, view, PREFIX_STREAM));
      if (random.nextDouble() < masking.prefixShare()) {
        return prefix(padded, random);
      }
    }
    return masked(padded, new SplittableRandom(Seeds.mix(seed, epoch, window, view)));
  }

  private MaskedView masked(int[] padded, SplittableRandom random) {
    MaskedView view = new MaskedView(padded.clone(), new int[padded.length], 0);
    boolean any = false;
    for (int t = 0; t < padded.length; t++) {
      if (padded[t] != 0 && random.nextDouble() < masking.maskProbability()) {
        mask(view, t, random);
        any = true;
      }
    }
    int items = Padding.itemCount(padded);
    if (!any && masking.atLeastOneMask() && items > 0) {
      mask(view, padded.length - 1 - random.nextInt(items), random);
    }
    return view;
  }

  /** Hides the item at a position as one that was chosen. */
  private void mask(MaskedView view, int position, SplittableRandom random) {
    view.labels()[position] = view.items()[position];
    double fate = random.nextDouble();
    if (fate < MASK_TOKEN_SHARE) {
      view.items()[position] = itemCount + 1;
    } else if (fate < MASK_TOKEN_SHARE + RANDOM_ITEM_SHARE) {
      view.items()[position] = 1 + random.nextInt(itemCount);
    }
  }

  /**
   * Returns the window up to one of its items, that one masked and at the right end: what is scored
   * when all but it is somebody's history.
   */
  private MaskedView prefix(int[] padded, SplittableRandom random) {
    int count = Padding.itemCount(padded);
    int shortest = Math.min(SHORTEST_PREFIX, count);
    int shift = count - random.nextInt(shortest, count + 1);
    int last = padded.length - 1;
    int[] items = new int[padded.length];
    System.arraycopy(padded, 0, items, shift, padded.length - shift);
    int[] labels = new int[padded.length];
    labels[last] = items[last];
    items[last] = itemCount + 1;
    return new MaskedView(items, labels, shift);
  }
}
