package io.emkd.domain.sampling;

import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.ensemble.MaskedView;

/**
 * Makes the views of a window. Stateless: a view depends on the configuration, the seed, epoch,
 * window and view number alone, so that a resumed training sees what an uninterrupted one would
 * have. Thread-safe.
 */
interface ViewSampler {
  /**
   * @param padded a window, [T], left-padded
   * @param epoch which pass over the windows, from 0
   * @param window the window's index in the list of all windows
   * @param view 0..M-1
   */
  MaskedView draw(int[] padded, int epoch, int window, int view);

  /**
   * @param itemCount V
   */
  static ViewSampler of(int itemCount, MaskingConfiguration masking, long seed) {
    return switch (masking.objective()) {
      case MASKED -> new MaskedViewSampler(itemCount, masking, seed);
      case NEXT_ITEM -> new NextItemSampler();
    };
  }
}
