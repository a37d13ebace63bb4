package io.emkd.tensorflow.engine;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.sampling.BatchSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A catalogue, batches and steps of a training that takes no time. */
public final class TinyTraining {
  public static final int ITEMS = 30;
  public static final int LENGTH = 6;

  private TinyTraining() {}

  public static ItemCatalogue catalogue() {
    List<Item> items = new ArrayList<>();
    for (int i = 1; i <= ITEMS; i++) {
      items.add(new Item("i" + i, "", i % 5 == 0 ? List.of() : List.of("a" + i % 3, "b" + i % 2)));
    }
    return new ItemCatalogue(items);
  }

  public static BatchSchedule schedule(TrainingConfiguration configuration) {
    SplittableRandom random = new SplittableRandom(3);
    List<int[]> windows = new ArrayList<>();
    for (int w = 0; w < 20; w++) {
      windows.add(random.ints(1 + random.nextInt(LENGTH), 1, ITEMS + 1).toArray());
    }
    return new BatchSchedule(windows, ITEMS, configuration);
  }

  /** The losses of steps {@code from} to {@code to}, without the last. */
  public static List<LossTerms> steps(
      EnsembleTrainer trainer, BatchSchedule schedule, int from, int to) {
    List<LossTerms> losses = new ArrayList<>();
    for (int step = from; step < to; step++) {
      losses.add(trainer.step(schedule.batch(step), step));
    }
    return losses;
  }
}
