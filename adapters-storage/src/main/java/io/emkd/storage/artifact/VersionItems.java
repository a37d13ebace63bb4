package io.emkd.storage.artifact;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.storage.disk.StoredText;
import io.emkd.storage.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a version knows of its items. All throw CorruptArtifactException by the file's name. */
final class VersionItems {
  private VersionItems() {}

  static ItemCatalogue catalogue(Path file, String name) {
    Item[] items = Json.readWhole(name, StoredText.required(file, name), Item[].class);
    try {
      return new ItemCatalogue(List.of(items));
    } catch (IllegalArgumentException contradictory) {
      throw new CorruptArtifactException(name + ": " + contradictory.getMessage(), contradictory);
    }
  }

  /** Unknown in versions that had none. */
  static ItemPopularity popularity(Path file, String name, int itemCount) {
    Optional<String> text = StoredText.read(file, name);
    if (text.isEmpty()) {
      return ItemPopularity.UNKNOWN;
    }
    ItemPopularity popularity = Json.readWhole(name, text.get(), ItemPopularity.class);
    int counts = popularity.counts().length;
    if (counts != 0 && counts != itemCount + 1) {
      throw new CorruptArtifactException(
          name + " has " + counts + " counts for " + itemCount + " items", null);
    }
    return popularity;
  }
}
