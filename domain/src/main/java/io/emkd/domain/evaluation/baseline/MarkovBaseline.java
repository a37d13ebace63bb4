package io.emkd.domain.evaluation.baseline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores an item by how often it followed the user's last item in the training sequences, then by
 * popularity. Immutable.
 */
public final class MarkovBaseline implements Baseline {
  private final double[] popularity;
  private final double popularityScale;
  private final Map<Integer, Map<Integer, Integer>> followers = new HashMap<>();

  public MarkovBaseline(List<int[]> training, int itemCount) {
    popularity = new PopularityBaseline(training, itemCount).scores(new int[0]);
    double total = 1;
    for (double count : popularity) {
      total += count;
    }
    popularityScale = 1 / total;
    for (int[] sequence : training) {
      for (int i = 1; i < sequence.length; i++) {
        followers
            .computeIfAbsent(sequence[i - 1], item -> new HashMap<>())
            .merge(sequence[i], 1, Integer::sum);
      }
    }
  }

  @Override
  public String name() {
    return "markov";
  }

  @Override
  public double[] scores(int[] history) {
    double[] scores = new double[popularity.length];
    for (int item = 1; item < scores.length; item++) {
      scores[item] = popularity[item] * popularityScale;
    }
    if (history.length > 0) {
      followers
          .getOrDefault(history[history.length - 1], Map.of())
          .forEach((item, count) -> scores[item] += count);
    }
    return scores;
  }
}
