package io.emkd.domain.files;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.util.concurrent.CancellationException;
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
    stopIfCancelled();
    sink.interaction(interaction);
  }

  @Override
  public void item(Item item) {
    stopIfCancelled();
    sink.item(item);
  }

  private void stopIfCancelled() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("the " + work + " was cancelled");
    }
  }
}
