package io.emkd.storage.formats;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes what it is given. */
record WritingSink(DatasetWriter writer) implements DatasetStore.Sink {
  @Override
  public void interaction(Interaction interaction) {
    try {
      writer.interaction(interaction);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void item(Item item) {
    try {
      writer.item(item);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
