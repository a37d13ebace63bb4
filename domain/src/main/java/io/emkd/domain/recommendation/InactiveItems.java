package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemStore;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.registry.VersionKey;
import io.emkd.domain.serving.ModelLease;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Switches items off and on, and remembers which are off, so that not every recommendation has to
 * ask the store. What this process changes counts for every recommendation that is asked for after
 * {@link #setActive} has returned; what another process changes is seen within a second.
 * Thread-safe.
 */
public final class InactiveItems {
  private static final long REMEMBERED_NANOS = 1_000_000_000;

  /** Datasets of models that are in memory, and of some that were. */
  private static final int REMEMBERED = 1000;

  private static final int COUNTERS = 256;
  private static final int[] NONE = {};

  private final ItemStore items;
  private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

  /** How often items of datasets were changed; those of one hash share a count. */
  private final AtomicLongArray changes = new AtomicLongArray(COUNTERS);

  /**
   * What the store said.
   *
   * @param numbers the same by version, once a recommendation of that version has asked
   * @param change the count before the store was asked: a later one says that this may be older
   * @param sinceNanos when the store was asked
   */
  private record Remembered(
      Set<String> ids, Map<VersionKey, int[]> numbers, long change, long sinceNanos) {
    boolean isOld() {
      return System.nanoTime() - sinceNanos > REMEMBERED_NANOS;
    }
  }

  public InactiveItems(ItemStore items) {
    this.items = items;
  }

  /**
   * An inactive item is never recommended to who asks after this returns.
   *
   * @throws NotFoundException if there is no such dataset or item; then none is changed
   */
  public void setActive(String dataset, List<String> itemIds, boolean active) {
    try {
      items.setActive(dataset, itemIds, active);
    } finally {
      // Also where it failed: who lost the connection does not know what became of the change.
      changes.incrementAndGet(counter(dataset));
    }
  }

  /**
   * What the store has.
   *
   * @throws NotFoundException if there is no such dataset
   */
  public Set<String> list(String dataset) {
    return items.inactive(dataset);
  }

  /** The numbers that a model gives them, ascending; none where its dataset is gone. */
  int[] numbers(ModelLease model) {
    Remembered known = of(model.manifest().dataset());
    if (known.ids.isEmpty()) {
      return NONE;
    }
    int[] numbers = known.numbers.get(model.key());
    if (numbers == null) {
      numbers = numbers(known.ids, model.catalogue());
      known.numbers.put(model.key(), numbers);
    }
    return numbers;
  }

  private static int[] numbers(Set<String> ids, ItemCatalogue catalogue) {
    return ids.stream()
        .mapToInt(id -> catalogue.number(id).orElse(0))
        .filter(number -> number > 0)
        .sorted()
        .toArray();
  }

  private Remembered of(String dataset) {
    long change = changes.get(counter(dataset));
    Remembered known = remembered.get(dataset);
    if (known == null || known.change != change || known.isOld()) {
      // The count was read before the store is: a change that comes between is not overlooked.
      long now = System.nanoTime();
      known = new Remembered(stored(dataset), new ConcurrentHashMap<>(), change, now);
      if (remembered.size() >= REMEMBERED) {
        remembered.clear();
      }
      remembered.put(dataset, known);
    }
    return known;
  }

  private Set<String> stored(String dataset) {
    try {
      return items.inactive(dataset);
    } catch (NotFoundException gone) {
      return Set.of();
    }
  }

  private static int counter(String dataset) {
    return Math.floorMod(dataset.hashCode(), COUNTERS);
  }
}
