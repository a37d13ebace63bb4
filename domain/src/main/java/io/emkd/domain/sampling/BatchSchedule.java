package io.emkd.domain.sampling;

import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.MaskedView;
import io.emkd.domain.ensemble.SampledItems;
import io.emkd.domain.ensemble.TrainingBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which windows each step trains on, and their views: a function of the seed and the step alone.
 * Every epoch visits every window once, in an order of its own; the last batch may be smaller.
 * Thread-safe.
 */
public final class BatchSchedule {
  private final List<int[]> windows;
  private final TrainingConfiguration configuration;
  private final ViewSampler sampler;
  private final @Nullable ItemSampler itemSampler;

  public BatchSchedule(List<int[]> windows, int itemCount, TrainingConfiguration configuration) {
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("there is no window to train on");
    }
    this.windows = windows;
    this.configuration = configuration;
    this.sampler = ViewSampler.of(itemCount, configuration.masking(), configuration.seed());
    ItemLossConfiguration itemLoss = configuration.loss().itemLoss();
    this.itemSampler =
        itemLoss.sampled()
            ? new ItemSampler(windows, itemCount, itemLoss.sampledItems(), configuration.seed())
            : null;
  }

  public int windowCount() {
    return windows.size();
  }

  public int stepsPerEpoch() {
    int batchSize = configuration.schedule().batchSize();
    return (windows.size() + batchSize - 1) / batchSize;
  }

  /** Returns the steps of all epochs. */
  public long totalSteps() {
    return (long) stepsPerEpoch() * configuration.schedule().epochs();
  }

  /**
   * @param step from 0, counted over all epochs
   */
  public TrainingBatch batch(long step) {
    int epoch = Math.toIntExact(step / stepsPerEpoch());
    int batchSize = configuration.schedule().batchSize();
    int first = Math.toIntExact(step % stepsPerEpoch()) * batchSize;
    int size = Math.min(batchSize, windows.size() - first);
    int viewCount = configuration.masking().maskedViews();
    EpochOrder order = new EpochOrder(windows.size(), configuration.seed(), epoch);
    int[][] original = new int[size][];
    int[][][] views = new int[viewCount][size][];
    int[][][] labels = new int[viewCount][size][];
    int[][] shifts = new int[viewCount][size];
    for (int b = 0; b < size; b++) {
      int window = order.window(first + b);
      original[b] = Padding.left(windows.get(window), configuration.ensemble().maxLength());
      for (int m = 0; m < viewCount; m++) {
        MaskedView view = sampler.draw(original[b], epoch, window, m);
        views[m][b] = view.items();
        labels[m][b] = view.labels();
        shifts[m][b] = view.shift();
      }
    }
    return new TrainingBatch(
        original,
        views,
        labels,
        shifts,
        itemSampler == null ? SampledItems.NONE : itemSampler.draw(step));
  }
}
