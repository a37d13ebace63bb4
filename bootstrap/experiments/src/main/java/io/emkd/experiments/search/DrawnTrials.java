package io.emkd.experiments.search;

import io.emkd.cli.CliException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.experiments.results.LocalSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The trials of a search, numbered from 1. What is drawn may be settings that no training can have,
 * such as a hidden size that its heads do not divide: those are known before the first training.
 */
final class DrawnTrials {
  private final List<Map<String, String>> drawn;

  /** Why a trial cannot be trained, by its number. */
  private final SortedMap<Integer, String> impossible = new TreeMap<>();

  /**
   * @param drawn what the search chose for each; the first is nothing
   * @throws CliException if none but the first can be trained
   */
  DrawnTrials(SearchCommand command, List<Map<String, String>> drawn) {
    this.drawn = drawn;
    for (int trial = 1; trial <= drawn.size(); trial++) {
      int number = trial;
      whyNot(command, drawn.get(trial - 1)).ifPresent(why -> impossible.put(number, why));
    }
    if (drawn.size() > 1 && impossible.size() == drawn.size() - 1) {
      throw new CliException(
          "--space has no settings that can be trained: " + impossible.values().iterator().next());
    }
  }

  private static Optional<String> whyNot(SearchCommand command, Map<String, String> trial) {
    Map<String, String> settings = new TreeMap<>(command.settings);
    settings.putAll(trial);
    try {
      var unused = LocalSettings.configuration(command.preset, settings);
      return Optional.empty();
    } catch (InvalidInputException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  /** How many there are, of which {@link #impossible} are not trained. */
  int count() {
    return drawn.size();
  }

  /** Returns what the search chose for a trial. */
  Map<String, String> drawn(int trial) {
    return drawn.get(trial - 1);
  }

  /** Returns the numbers of those that are trained. */
  List<Integer> possible() {
    List<Integer> possible = new ArrayList<>();
    for (int trial = 1; trial <= drawn.size(); trial++) {
      if (!impossible.containsKey(trial)) {
        possible.add(trial);
      }
    }
    return possible;
  }

  /** Why the others are not, by their numbers. */
  SortedMap<Integer, String> impossible() {
    return impossible;
  }
}
