package io.emkd.report.training;

import io.emkd.domain.dataset.Item;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a version says to a user of its dataset, whom it does not name: a page outlives whoever asks
 * to be forgotten.
 *
 * @param history the last items before the last one, oldest first
 * @param next the last item, which the version did not see: it was held out
 * @param recommended best first
 * @param agreement of the networks, where there are several
 */
record Example(List<Item> history, Item next, List<Item> recommended, OptionalDouble agreement) {
  boolean found() {
    return recommended.stream().anyMatch(item -> item.id().equals(next.id()));
  }
}
