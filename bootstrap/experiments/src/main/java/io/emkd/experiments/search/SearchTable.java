package io.emkd.experiments.search;

import io.emkd.cli.MetricNames;
import io.emkd.experiments.results.MarkdownPage;
import io.emkd.v1.DatasetSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A search as a page of Markdown: what each trial came to in each round, and the winner. */
final class SearchTable {
  private final SearchCommand command;
  private final DatasetSize size;
  private final Rounds rounds;
  private final int epochs;
  private final DrawnTrials drawn;

  /**
   * @param epochs of the last round
   */
  SearchTable(
      SearchCommand command, DatasetSize size, Rounds rounds, int epochs, DrawnTrials drawn) {
    this.command = command;
    this.size = size;
    this.rounds = rounds;
    this.epochs = epochs;
    this.drawn = drawn;
  }

  /**
   * @param test the winner's metrics of the test split; empty where its version is gone
   */
  String of(List<TrialResult> all, TrialResult winner, Optional<Map<String, Double>> test) {
    return MarkdownPage.head("search", command.dataset, size, command.preset)
        + String.format(
            "%s. %s of the validation split by round, the best first.%n%n",
            command.settings.isEmpty() ? "" : ", " + MarkdownPage.settings(command.settings),
            TrialResult.METRIC)
        + MarkdownPage.table(columns(), rows(all))
        + notTrained().map(why -> String.format("%nNot trained: %s%n", why)).orElse("")
        + String.format(
            "%n%s To train it again:%n%n"
                + "```%n./emkd train --dataset %s --model %s --preset %s%s%n```%n",
            winner(winner, test),
            command.dataset,
            command.dataset,
            command.preset,
            winner.settings().entrySet().stream()
                .map(setting -> " --set " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining()));
  }

  List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("trial", "settings"));
    for (int round = 1; round <= rounds.count(); round++) {
      columns.add(rounds.epochs(round, epochs) + " epochs");
    }
    columns.add("minutes");
    return columns;
  }

  /** Returns the cells of each trial that was trained, the best first. */
  List<List<String>> rows(List<TrialResult> all) {
    return trials(all).stream().map(this::cells).toList();
  }

  /** Which trial won, and what it reaches on the test split. */
  String winner(TrialResult winner, Optional<Map<String, Double>> test) {
    return String.format(
        Locale.ROOT,
        "The best is trial %d, version %s%s.",
        winner.trial(),
        winner.model(),
        test.map(SearchTable::ranked).orElse(", which is no longer there to be ranked"));
  }

  /** Returns which trials were not trained, and why; empty where there is none. */
  Optional<String> notTrained() {
    return drawn.impossible().isEmpty()
        ? Optional.empty()
        : Optional.of(
            drawn.impossible().entrySet().stream()
                .map(
                    trial ->
                        "trial "
                            + trial.getKey()
                            + ", "
                            + MarkdownPage.settings(drawn.drawn(trial.getKey()))
                            + ": "
                            + trial.getValue())
                .collect(Collectors.joining("; ", "", ".")));
  }

  private static String ranked(Map<String, Double> test) {
    return "; on the test split, which nothing was chosen by: "
        + MetricNames.ordered(test.keySet()).stream()
            .map(name -> String.format(Locale.ROOT, "%s %.4f", name, test.get(name)))
            .collect(Collectors.joining(", "));
  }

  /** The results of each trial by round, those first that came farthest, and of these the best. */
  private static List<List<TrialResult>> trials(List<TrialResult> all) {
    List<List<TrialResult>> trials =
        new ArrayList<>(
            all.stream()
                .collect(
                    Collectors.groupingBy(
                        TrialResult::trial, LinkedHashMap::new, Collectors.toList()))
                .values());
    trials.sort(
        Comparator.comparingInt((List<TrialResult> trial) -> trial.size())
            .thenComparingDouble(trial -> trial.get(trial.size() - 1).score())
            .reversed());
    return trials;
  }

  private List<String> cells(List<TrialResult> trial) {
    List<String> cells = new ArrayList<>();
    TrialResult first = trial.get(0);
    cells.add(String.valueOf(first.trial()));
    cells.add(first.drawn().isEmpty() ? "as they are" : MarkdownPage.settings(first.drawn()));
    trial.forEach(result -> cells.add(String.format(Locale.ROOT, "%.4f", result.score())));
    cells.addAll(Collections.nCopies(rounds.count() - trial.size(), ""));
    cells.add(
        String.format(
            Locale.ROOT, "%.1f", trial.stream().mapToDouble(TrialResult::seconds).sum() / 60));
    return cells;
  }
}
