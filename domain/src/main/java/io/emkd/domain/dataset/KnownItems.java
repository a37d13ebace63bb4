package io.emkd.domain.dataset;

import java.util.List;
import java.util.Optional;

/**
 * Tells what is known of a dataset's items. Thread-safe. Everything throws {@link
 * io.emkd.domain.error.NotFoundException} if there is no such dataset.
 */
public interface KnownItems {
  /**
   * @param isActive whether it is recommended
   */
  record KnownItem(Item item, boolean isActive) {}

  /** The item of an id. */
  Optional<KnownItem> find(String dataset, String itemId);

  /**
   * Items in the order of their ids' UTF-8 bytes.
   *
   * @param after the last id of the page before; empty for the first page
   * @param isActive which are meant; empty for all
   */
  List<KnownItem> page(String dataset, String after, int limit, Optional<Boolean> isActive);
}
