package io.emkd.domain.dataset;

import java.util.List;

/**
 * A dataset as it is stored, before the core filter.
 *
 * @param definition its name and options
 * @param items every item that is known; an interaction refers to its index
 * @param userIds every user
 * @param sequences of each user the indices into {@code items}, in order of time, then arrival;
 *     need not be in memory
 */
public record RawDataset(
    DatasetDefinition definition, List<Item> items, List<String> userIds, List<int[]> sequences) {
  public RawDataset {
    if (userIds.size() != sequences.size()) {
      throw new IllegalArgumentException(
          userIds.size() + " users but " + sequences.size() + " sequences");
    }
  }
}
