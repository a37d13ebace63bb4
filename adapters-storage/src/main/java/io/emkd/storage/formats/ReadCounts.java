package io.emkd.storage.formats;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.files.ReadSummary;
import io.emkd.domain.files.SkippedLines;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts what is read on its way to where it goes. Holds the ids of items. Not thread-safe. */
final class ReadCounts implements DatasetStore.Sink {
  private final DatasetStore.Sink sink;
  private final Map<String, Integer> described = new HashMap<>();
  private final Set<String> redescribed = new HashSet<>();
  private final Set<String> occurring = new HashSet<>();
  private long leftOut;

  ReadCounts(DatasetStore.Sink sink) {
    this.sink = sink;
  }

  @Override
  public void interaction(Interaction interaction) {
    sink.interaction(interaction);
    occurring.add(interaction.itemId());
  }

  @Override
  public void item(Item item) {
    sink.item(item);
    Integer before = described.put(item.id(), item.hashCode());
    if (before != null && before != item.hashCode()) {
      redescribed.add(item.id());
    }
  }

  boolean anyOccurs() {
    return !occurring.isEmpty();
  }

  /** A condition did not hold of a row. */
  void leftOut() {
    leftOut++;
  }

  ReadSummary summary(SkippedLines skipped) {
    long known = described.keySet().stream().filter(occurring::contains).count();
    return new ReadSummary(
        described.size(),
        described.size() - known,
        described.isEmpty() ? 0 : occurring.size() - known,
        redescribed.size(),
        leftOut,
        skipped);
  }
}
