package io.emkd.domain.files;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.error.Cancelled;
import java.util.function.BooleanSupplier;

/**
 * Passes on what somebody still wants.
 *
 * @param work what is cancelled else, as its message calls it
 * @param cancelled whether nobody wants it any more; asked at each interaction and item, and may
 *     throw
 */
record WantedSink(String work, BooleanSupplier cancelled, DatasetStore.Sink sink)
    implements DatasetStore.Sink {
  @Override
  public void interaction(Interaction interaction) {
    Cancelled.check(cancelled, work);
    sink.interaction(interaction);
  }

  @Override
  public void item(Item item) {
    Cancelled.check(cancelled, work);
    sink.item(item);
  }
}
