package io.emkd.experiments.search;

import io.emkd.cli.CliException;
import io.emkd.cli.OptionSetter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** All settings that a search draws from. */
record SearchSpace(List<Dimension> dimensions) {
  /** A space with so few settings is exhausted rather than drawn from for ever. */
  private static final int TRIES = 1000;

  /** What rounds and seeds are there for. */
  private static final Set<String> NOT_SEARCHED = Set.of("epochs", "seed");

  /**
   * @throws CliException naming what is wrong
   */
  static SearchSpace parse(List<String> texts, Map<String, String> settings) {
    List<Dimension> dimensions = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (String text : texts) {
      Dimension dimension = Dimension.parse(text);
      if (NOT_SEARCHED.contains(dimension.key())) {
        throw new CliException(
            "--space has " + dimension.key() + ", which is set with --set alone");
      }
      if (settings.containsKey(dimension.key()) || !keys.add(dimension.key())) {
        throw new CliException("--space has " + dimension.key() + ", which is given twice");
      }
      dimensions.add(dimension);
    }
    return new SearchSpace(List.copyOf(dimensions));
  }

  /**
   * The settings of each trial, all different: the first are none, so that what the preset has
   * competes too, and the others drawn. The same seed draws the same, however many there are.
   *
   * @param count at most; there are fewer where the space has no more
   * @throws CliException if a drawn value is none of its option
   */
  List<Map<String, String>> draw(int count, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    Set<Map<String, String>> drawn = new LinkedHashSet<>(List.of(Map.of()));
    for (int tries = 0; tries < TRIES && drawn.size() < count; tries++) {
      Map<String, String> settings = new TreeMap<>();
      dimensions.forEach(dimension -> settings.put(dimension.key(), dimension.draw(random)));
      if (drawn.add(settings)) {
        OptionSetter.options(settings);
        tries = 0;
      }
    }
    return List.copyOf(drawn);
  }
}
