package io.emkd.domain.evaluation.baseline;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The baselines that an evaluation sets beside a model, from the simplest on. */
public final class Baselines {
  /** Of each, in their order. */
  public static final List<String> NAMES =
      List.of("popularity", "markov", "skip_markov", "item_knn", "sequence_knn");

  private Baselines() {}

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
