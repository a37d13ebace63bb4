package io.emkd.domain.sampling;

import io.emkd.domain.ensemble.MaskedView;

/**
 * Makes every view the window itself and asks for all of its items but the first, each of which a
 * causal encoder predicts from those before it. Views differ by dropout alone. Thread-safe.
 */
final class NextItemSampler implements ViewSampler {
  @Override
  public MaskedView draw(int[] padded, int epoch, int window, int view) {
    int[] labels = padded.clone();
    int items = Padding.itemCount(padded);
    if (items > 0) {
      labels[padded.length - items] = 0;
    }
    return new MaskedView(padded.clone(), labels, 0);
  }
}
