package io.emkd.grpc;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemStore;
import io.emkd.domain.error.NotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The items of the dataset {@code shop}. */
public final class MemoryItems implements ItemStore {
  public final List<Item> described = new ArrayList<>();
  public final Set<String> inactive = new TreeSet<>();

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
  public Set<String> inactive(String dataset) {
    present(dataset);
    return Set.copyOf(inactive);
  }
}
