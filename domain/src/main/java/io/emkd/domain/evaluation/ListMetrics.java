package io.emkd.domain.evaluation;

import java.util.OptionalDouble;

/**
 * What the lists of the K best candidates hold, over all ranked users: what accuracy does not tell
 * ("Lists" of docs/specification.md).
 *
 * @param length K
 * @param itemCoverage the share of the model's items that are in at least one list, 0 to 1
 * @param giniIndex how unequally often items are in lists: 0 where all are as often, near 1 where
 *     few take all places
 * @param averagePopularity how often a listed item occurs in the training sequences, on average
 * @param historyPopularity how often an item of a user's history does, on average over users
 * @param miscalibration how far the attributes of a list are from those of its user's history, as
 *     the Kullback-Leibler divergence in nats, on average over users; empty where no history has
 *     attributes
 */
public record ListMetrics(
    int length,
    double itemCoverage,
    double giniIndex,
    double averagePopularity,
    double historyPopularity,
    OptionalDouble miscalibration) {
  /** K, at most. */
  public static final int LONGEST = 100;
}
