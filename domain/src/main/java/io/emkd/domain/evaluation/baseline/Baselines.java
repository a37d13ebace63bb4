package io.emkd.domain.evaluation.baseline;

import io.emkd.domain.dataset.LazyList;
import io.emkd.domain.ensemble.ItemTransitions;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The baselines that an evaluation sets beside a model, from the simplest on. */
public final class Baselines {
  /** Of each, in their order. */
  public static final List<String> NAMES =
      List.of("popularity", "markov", "skip_markov", "item_knn", "sequence_knn");

  /** Of the items of training sequences, for an ensemble's own counts. */
  static final long MOST_COUNTED = 10_000_000;

  private Baselines() {}

  /**
   * What skip_markov counts.
   *
   * @param training training sequences of item numbers; of more than {@link #MOST_COUNTED} items
   *     those of every n-th user count, so that memory and time are bounded
   * @param itemCount V
   * @param cancelled asked while it counts
   * @throws CancellationException if {@code cancelled}
   */
  public static ItemTransitions skipMarkov(
      List<int[]> training, int itemCount, BooleanSupplier cancelled) {
    long items = 0;
    for (int[] sequence : training) {
      items += sequence.length;
    }
    int every = Math.toIntExact(Math.max(1, (items + MOST_COUNTED - 1) / MOST_COUNTED));
    List<int[]> counted =
        every == 1
            ? training
            : LazyList.of(
                (training.size() + every - 1) / every, user -> training.get(user * every));
    return new SkipMarkovBaseline(new TrainingOccurrences(counted, itemCount), cancelled)
        .transitions();
  }

  /**
   * Hands over one after the other, so that what one counted is gone before the next counts.
   *
   * @param training training sequences of item numbers
   * @param itemCount V
   * @param cancelled asked while they are counted
   * @throws CancellationException if {@code cancelled}
   */
  public static void forEach(
      List<int[]> training, int itemCount, BooleanSupplier cancelled, Consumer<Baseline> consumer) {
    consumer.accept(new PopularityBaseline(training, itemCount));
    consumer.accept(new MarkovBaseline(training, itemCount));
    TrainingOccurrences occurrences = new TrainingOccurrences(training, itemCount);
    consumer.accept(new SkipMarkovBaseline(occurrences, cancelled));
    consumer.accept(new ItemKnnBaseline(occurrences, cancelled));
    consumer.accept(new SequenceKnnBaseline(occurrences));
  }
}
