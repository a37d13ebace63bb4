package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.Item;
import java.util.List;

/**
 * @param score comparable within one answer
 * @param networkScores each network's term of the score; empty where not asked for
 */
public record ScoredItem(Item item, double score, List<Double> networkScores) {}
