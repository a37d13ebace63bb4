package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemStore;
import java.util.List;
import java.util.Set;

/** Of a dataset none of whose items is switched off. */
final class EveryItemActive implements ItemStore {
  @Override
  public void upsert(String dataset, List<Item> items) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setActive(String dataset, List<String> itemIds, boolean active) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<String> inactive(String dataset) {
    return Set.of();
  }
}
