package io.emkd.storage.sql;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.DamagedArtifact.Kind;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.error.InvalidInputException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows that contradict each other or the domain are the damage of their dataset alone. */
final class DamagedDatasets {
  private final DamagedArtifacts damaged;

  DamagedDatasets(DamagedArtifacts damaged) {
    this.damaged = damaged;
  }

  /**
   * Reads, and reports what is damaged.
   *
   * @throws CorruptArtifactException naming the dataset
   */
  <T> T naming(String dataset, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (CorruptArtifactException unreadable) {
      damaged.found(
          new DamagedArtifact(Kind.DATASET, dataset, String.valueOf(unreadable.getMessage())));
      throw new CorruptArtifactException(
          "dataset '" + dataset + "' is damaged: " + unreadable.getMessage(), unreadable);
    }
  }

  /** The whole dataset was read. */
  void mended(String dataset) {
    damaged.mended(Kind.DATASET, dataset);
  }

  /** Empty, and reported, where a row is none. */
  Optional<DatasetDefinition> definition(String name, int minimumInteractions) {
    try {
      return Optional.of(new DatasetDefinition(name, minimumInteractions));
    } catch (InvalidInputException | NullPointerException unreadable) {
      damaged.found(
          new DamagedArtifact(
              Kind.DATASET, String.valueOf(name), String.valueOf(unreadable.getMessage())));
      return Optional.empty();
    }
  }

  /**
   * @throws CorruptArtifactException if the row is no item
   */
  static Item item(String id, @Nullable String title, List<String> attributes) {
    try {
      return new Item(id, Objects.requireNonNull(title, "no title"), attributes);
    } catch (InvalidInputException | NullPointerException unreadable) {
      throw new CorruptArtifactException(
          "item '" + id + "': " + unreadable.getMessage(), unreadable);
    }
  }

  /**
   * @throws CorruptArtifactException if there is no such item
   */
  static <T> T known(@Nullable T item) {
    if (item == null) {
      throw new CorruptArtifactException("an interaction is with an item that is not there", null);
    }
    return item;
  }
}
