package io.emkd.experiments.search;

import io.emkd.experiments.results.ResultsFile;
import java.util.Map;
import java.util.Objects;

/**
 * What a trial came to in one round: a line of the results.
 *
 * @param trial from 1, in the order in which they are drawn; the first has the preset's settings
 * @param round from 1
 * @param key of what was trained: data, preset and settings
 * @param settings in place of the preset's, epochs and seed among them
 * @param drawn which of them the search chose
 * @param model NAME@VERSION
 * @param epoch after which the weights were taken
 * @param seconds from the training's acceptance to its publication, waiting included
 * @param validation metrics by name; the search goes by NDCG@10
 */
record TrialResult(
    int trial,
    int round,
    String key,
    String dataset,
    String preset,
    Map<String, String> settings,
    Map<String, String> drawn,
    String model,
    int epoch,
    double seconds,
    Map<String, Double> validation)
    implements ResultsFile.Result {
  /** Of every line. */
  static final String BEGINNING = "{\"trial\":";

  /** What the search goes by, of the validation split. */
  static final String METRIC = "NDCG@10";

  TrialResult {
    if (key == null
        || model == null
        || settings == null
        || drawn == null
        || validation == null
        || !validation.containsKey(METRIC)) {
      throw new IllegalArgumentException(
          "key, model, settings, drawn and the validation's " + METRIC + " are needed");
    }
  }

  /** Returns the same as the result of another search's trial and round. */
  TrialResult as(int otherTrial, int otherRound, Map<String, String> otherDrawn) {
    return new TrialResult(
        otherTrial,
        otherRound,
        key,
        dataset,
        preset,
        settings,
        otherDrawn,
        model,
        epoch,
        seconds,
        validation);
  }

  double score() {
    return Objects.requireNonNull(validation.get(METRIC));
  }
}
