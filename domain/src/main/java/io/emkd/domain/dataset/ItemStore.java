package io.emkd.domain.dataset;

import java.util.List;
import java.util.Set;

/**
 * Keeps what is known of a dataset's items. Thread-safe. Everything throws {@link
 * io.emkd.domain.error.NotFoundException} if there is no such dataset.
 */
public interface ItemStore {
  /** Makes or replaces titles and attributes, all or none; whether an item is active stays. */
  void upsert(String dataset, List<Item> items);

  /**
   * An inactive item is never recommended.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such item; then none is changed
   */
  void setActive(String dataset, List<String> itemIds, boolean active);

  /** The ids of inactive items. */
  Set<String> inactive(String dataset);
}
