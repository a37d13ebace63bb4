package io.emkd.domain.dataset;

import io.emkd.domain.dataset.StoreObserver.Operation;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A store of datasets of which somebody is told what it does. Thread-safe. */
public final class ObservedDatasetStore implements DatasetStore {
  private final DatasetStore store;
  private final StoreObserver observer;

  public ObservedDatasetStore(DatasetStore store, StoreObserver observer) {
    this.store = store;
    this.observer = observer;
  }

  @Override
  public Replaced replace(
      DatasetDefinition definition,
      Source source,
      ImportOptions options,
      BooleanSupplier cancelled) {
    AtomicLong interactions = new AtomicLong();
    Replaced replaced =
        timed(
            Operation.REPLACE,
            () ->
                store.replace(
                    definition,
                    sink -> source.readTo(new CountingSink(sink, interactions)),
                    options,
                    cancelled));
    observer.imported(interactions.get());
    return replaced;
  }

  private record CountingSink(Sink sink, AtomicLong interactions) implements Sink {
    @Override
    public void interaction(Interaction interaction) {
      interactions.setPlain(interactions.getPlain() + 1);
      sink.interaction(interaction);
    }

    @Override
    public void item(Item item) {
      sink.item(item);
    }
  }

  private <T> T timed(Operation operation, Supplier<T> work) {
    return TimedOperation.of(observer, operation, work);
  }

  @Override
  public List<DatasetDefinition> list() {
    return store.list();
  }

  @Override
  public void delete(String dataset) {
    store.delete(dataset);
  }

  @Override
  public void create(DatasetDefinition definition) {
    store.create(definition);
  }

  @Override
  public String importId(String dataset) {
    return store.importId(dataset);
  }

  @Override
  public void scan(String dataset, Sink sink) {
    timed(
        Operation.READ,
        () -> {
          store.scan(dataset, sink);
          return dataset;
        });
  }

  @Override
  public RawDataset load(String dataset) {
    return timed(Operation.READ, () -> store.load(dataset));
  }

  @Override
  public List<String> history(String dataset, String userId) {
    return timed(Operation.HISTORY, () -> store.history(dataset, userId));
  }

  @Override
  public List<String> users(String dataset, String after, int limit) {
    return store.users(dataset, after, limit);
  }
}
