package io.emkd.grpc;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemStore;
import io.emkd.domain.dataset.KnownItems;
import io.emkd.domain.error.NotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The items of the dataset {@code shop}. */
public final class MemoryItems implements ItemStore, KnownItems {
  public final List<Item> described = new ArrayList<>();
  public final Set<String> inactive = new TreeSet<>();

  /** How many were asked for at once. */
  public int largestRead;

  private static void present(String dataset) {
    if (!dataset.equals("shop")) {
      throw new NotFoundException("dataset", dataset, "import it");
    }
  }

  @Override
  public void upsert(String dataset, List<Item> items) {
    present(dataset);
    described.addAll(items);
  }

  @Override
  public void setActive(String dataset, List<String> itemIds, boolean active) {
    present(dataset);
    if (active) {
      inactive.removeAll(itemIds);
    } else {
      inactive.addAll(itemIds);
    }
  }

  @Override
  public Optional<KnownItem> find(String dataset, String itemId) {
    present(dataset);
    return described.stream()
        .filter(item -> item.id().equals(itemId))
        .map(item -> new KnownItem(item, !inactive.contains(itemId)))
        .findFirst();
  }

  @Override
  public List<KnownItem> page(String dataset, String after, int limit, Optional<Boolean> isActive) {
    present(dataset);
    largestRead = Math.max(largestRead, limit);
    return described.stream()
        .sorted(Comparator.comparing(Item::id))
        .filter(item -> item.id().compareTo(after) > 0)
        .map(item -> new KnownItem(item, !inactive.contains(item.id())))
        .filter(known -> isActive.isEmpty() || isActive.get() == known.isActive())
        .limit(limit)
        .toList();
  }

  @Override
  public Set<String> inactive(String dataset) {
    present(dataset);
    return Set.copyOf(inactive);
  }
}
