package io.emkd.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A generated shop of films with planted sequential structure: every film belongs to a series, and
 * a viewer goes on to the series' next part with a known probability, else to a film by popularity.
 * The true distribution of the next film is therefore known, and with it the best that any model
 * can do.
 */
final class DemoCatalogue {
  private static final String[] GENRES = {
    "Space", "Detective", "Western", "Romance", "Horror", "Comedy"
  };
  private static final String[] SUBJECTS = {
    "Lighthouse",
    "Caravan",
    "Orchard",
    "Cathedral",
    "Glacier",
    "Harbour",
    "Lantern",
    "Meridian",
    "Nightjar",
    "Observatory"
  };
  private static final String[] PARTS = {
    "", ": The Return", ": Origins", ": Reckoning", ": Last Light"
  };
  private static final double FOLLOW_SERIES = 0.6;

  private final double[] popularity;

  DemoCatalogue() {
    popularity = new double[size() + 1];
    double total = 0;
    for (int item = 1; item <= size(); item++) {
      popularity[item] = 1.0 / (1 + Math.floorMod(item * 7919, size()));
      total += popularity[item];
    }
    for (int item = 1; item <= size(); item++) {
      popularity[item] /= total;
    }
  }

  static int size() {
    return GENRES.length * SUBJECTS.length * PARTS.length;
  }

  static String genre(int item) {
    return GENRES[(item - 1) / (SUBJECTS.length * PARTS.length)];
  }

  static String title(int item) {
    int within = (item - 1) % (SUBJECTS.length * PARTS.length);
    return genre(item) + " " + SUBJECTS[within / PARTS.length] + PARTS[within % PARTS.length];
  }

  /** The next part of the series; the last is followed by the first. */
  private static int nextPart(int item) {
    int part = (item - 1) % PARTS.length;
    return item - part + (part + 1) % PARTS.length;
  }

  /** The true distribution of the film after {@code history}: [V+1], index 0 unused. */
  double[] next(int[] history) {
    double[] distribution = popularity.clone();
    if (history.length > 0) {
      for (int item = 1; item < distribution.length; item++) {
        distribution[item] *= 1 - FOLLOW_SERIES;
      }
      distribution[nextPart(history[history.length - 1])] += FOLLOW_SERIES;
    }
    return distribution;
  }

  /** Sequences of item numbers, one a user. */
  List<int[]> sequences(int users, long seed) {
    List<int[]> sequences = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(seed);
    for (int user = 0; user < users; user++) {
      int[] sequence = new int[8 + random.nextInt(9)];
      for (int t = 0; t < sequence.length; t++) {
        sequence[t] = draw(next(Arrays.copyOf(sequence, t)), random.nextDouble());
      }
      sequences.add(sequence);
    }
    return sequences;
  }

  private static int draw(double[] distribution, double at) {
    double cumulated = 0;
    for (int item = 1; item < distribution.length; item++) {
      cumulated += distribution[item];
      if (at < cumulated) {
        return item;
      }
    }
    return distribution.length - 1;
  }
}
