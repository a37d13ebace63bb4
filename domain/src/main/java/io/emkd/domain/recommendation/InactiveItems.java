package io.emkd.domain.recommendation;

import io.emkd.domain.data.Item;
import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.port.ItemStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Changes what is known of items, and remembers which are inactive, so that not every
 * recommendation has to ask the store. What another process changes is seen within a second.
 * Thread-safe.
 */
public final class InactiveItems {
  private static final long REMEMBERED_NANOS = 1_000_000_000;

  private final ItemStore items;
  private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

  private record Remembered(Set<String> ids, long sinceNanos) {
    boolean isOld() {
      return System.nanoTime() - sinceNanos > REMEMBERED_NANOS;
    }
  }

  public InactiveItems(ItemStore items) {
    this.items = items;
  }

  /** Makes or replaces titles and attributes; models see them from their next training on. */
  public void upsert(String dataset, List<Item> changed) {
    items.upsert(dataset, changed);
  }

  /** An inactive item is never recommended, from now on. */
  public void setActive(String dataset, List<String> itemIds, boolean active) {
    items.setActive(dataset, itemIds, active);
    remembered.remove(dataset);
  }

  public Set<String> of(String dataset) {
    Remembered known = remembered.get(dataset);
    if (known == null || known.isOld()) {
      known = new Remembered(items.inactive(dataset), System.nanoTime());
      remembered.put(dataset, known);
    }
    return known.ids;
  }

  /** By item number. */
  int[] numbers(String dataset, ItemCatalogue catalogue) {
    return of(dataset).stream()
        .mapToInt(id -> catalogue.number(id).orElse(0))
        .filter(number -> number > 0)
        .toArray();
  }
}
