package io.emkd.experiments.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.emkd.experiments.results.ResultsFile;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one row came to with one seed: a line of the results.
 *
 * @param key of what was trained: data, preset, settings and seed
 * @param model NAME@VERSION; empty of a baseline, which is not trained
 * @param settings in place of the preset's, the seed among them
 * @param epoch after which the weights were taken, best by validation NDCG@10
 * @param seconds from the training's acceptance to its publication, waiting and interruptions
 *     included
 * @param validation metrics by name; empty of a baseline
 * @param test metrics by name
 * @param difference to the reference's version of the same seed; null of the reference itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RowResult(
    String row,
    long seed,
    String key,
    String dataset,
    String preset,
    Map<String, String> settings,
    String model,
    int epoch,
    double seconds,
    Map<String, Double> validation,
    Map<String, Double> test,
    @Nullable Difference difference)
    implements ResultsFile.Result {
  /** Of every line. */
  static final String BEGINNING = "{\"row\":\"";

  RowResult {
    boolean trained = model != null && !model.isEmpty();
    if (row == null
        || key == null
        || model == null
        || settings == null
        || test == null
        || !test.keySet().containsAll(ResultRows.OF_TEST)
        || validation == null
        || (trained && !validation.containsKey(ResultRows.NDCG))) {
      throw new IllegalArgumentException(
          "row, key, model, settings and the metrics " + ResultRows.OF_TEST + " are needed");
    }
  }

  /**
   * Of NDCG@10 on the test split, this row's minus the other's, over the same users.
   *
   * @param to NAME@VERSION of the reference
   * @param lowest the lower end of the paired bootstrap's interval
   */
  record Difference(String to, double value, double lowest, double highest) {
    /** 1 where the whole interval is above 0, -1 where it is below, else 0. */
    int sign() {
      if (lowest > 0) {
        return 1;
      }
      return highest < 0 ? -1 : 0;
    }
  }

  boolean baseline() {
    return model.isEmpty();
  }

  RowResult with(@Nullable Difference other) {
    return new RowResult(
        row, seed, key, dataset, preset, settings, model, epoch, seconds, validation, test, other);
  }
}
