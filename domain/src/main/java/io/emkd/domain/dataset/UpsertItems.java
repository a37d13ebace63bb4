package io.emkd.domain.dataset;

import java.util.List;

/**
 * Makes or replaces titles and attributes of a dataset's items; models see them from their next
 * training on. Thread-safe.
 */
public final class UpsertItems {
  private final ItemStore items;

  public UpsertItems(ItemStore items) {
    this.items = items;
  }

  /**
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   */
  public void upsert(String dataset, List<Item> changed) {
    items.upsert(dataset, changed);
  }
}
