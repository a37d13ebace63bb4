package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.Item;

/**
 * An item of an answer.
 *
 * @param score comparable within one answer
 * @param networkScores [N] each network's term of the score; empty where not asked for
 */
public record ScoredItem(Item item, double score, double[] networkScores) {
  private static final double[] NOT_ASKED = {};

  ScoredItem(Item item, double score) {
    this(item, score, NOT_ASKED);
  }
}
