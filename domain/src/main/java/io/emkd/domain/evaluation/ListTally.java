package io.emkd.domain.evaluation;

import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Counts what is in lists of recommended items, one user after the other. */
final class ListTally {
  /** Of a history's attributes in a list's, so that one that the list lacks is no infinity. */
  private static final double SMOOTHING = 0.01;

  private final int length;
  private final ItemCatalogue catalogue;
  private final ItemPopularity popularity;
  private final int[] listed;
  private long places;
  private double listedPopularity;
  private int histories;
  private double historyPopularity;
  private int calibrated;
  private double divergence;

  /**
   * @param length K
   * @param popularity of the catalogue's items in the training sequences
   */
  ListTally(int length, ItemCatalogue catalogue, ItemPopularity popularity) {
    this.length = length;
    this.catalogue = catalogue;
    this.popularity = popularity;
    this.listed = new int[catalogue.size() + 1];
  }

  /**
   * @param history of the user, item numbers
   * @param list item numbers; of more than K the first K count
   */
  void add(int[] history, int[] list) {
    int[] best = list.length > length ? Arrays.copyOf(list, length) : list;
    for (int item : best) {
      listed[item]++;
      listedPopularity += popularity.counts()[item];
    }
    places += best.length;
    if (history.length > 0) {
      histories++;
      historyPopularity +=
          Arrays.stream(history).mapToDouble(item -> popularity.counts()[item]).sum()
              / history.length;
    }
    Map<Integer, Double> wanted = attributes(history);
    if (!wanted.isEmpty()) {
      calibrated++;
      divergence += divergence(wanted, attributes(best));
    }
  }

  ListMetrics metrics() {
    return new ListMetrics(
        length,
        (double) Arrays.stream(listed).skip(1).filter(times -> times > 0).count()
            / catalogue.size(),
        giniIndex(),
        places == 0 ? 0 : listedPopularity / places,
        histories == 0 ? 0 : historyPopularity / histories,
        calibrated == 0 ? OptionalDouble.empty() : OptionalDouble.of(divergence / calibrated));
  }

  /**
   * The sum over items i, from the least listed on, of (2i - V - 1) c_i, over V times that of c.
   */
  private double giniIndex() {
    if (places == 0) {
      return 0;
    }
    int[] sorted = Arrays.copyOfRange(listed, 1, listed.length);
    Arrays.sort(sorted);
    double sum = 0;
    for (int i = 1; i <= sorted.length; i++) {
      sum += (2.0 * i - sorted.length - 1) * sorted[i - 1];
    }
    return sum / ((double) sorted.length * places);
  }

  /**
   * Each attribute's share; an item that has several gives each of them an equal part of itself.
   */
  private Map<Integer, Double> attributes(int[] items) {
    Map<Integer, Double> shares = new HashMap<>();
    int having = 0;
    for (int item : items) {
      int[] own = catalogue.attributes(item);
      having += own.length > 0 ? 1 : 0;
      for (int attribute : own) {
        shares.merge(attribute, 1.0 / own.length, Double::sum);
      }
    }
    int all = having;
    shares.replaceAll((attribute, share) -> share / all);
    return shares;
  }

  private static double divergence(Map<Integer, Double> wanted, Map<Integer, Double> had) {
    double sum = 0;
    for (Map.Entry<Integer, Double> one : wanted.entrySet()) {
      double p = one.getValue();
      double q = (1 - SMOOTHING) * had.getOrDefault(one.getKey(), 0.0) + SMOOTHING * p;
      sum += p * Math.log(p / q);
    }
    return sum;
  }
}
