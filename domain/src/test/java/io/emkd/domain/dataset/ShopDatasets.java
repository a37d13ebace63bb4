package io.emkd.domain.dataset;

import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** The dataset {@code shop} of a few users, to be changed between the runs of a training. */
public final class ShopDatasets implements DatasetStore {
  public final List<int[]> sequences = new ArrayList<>();

  /** Item ids by user, oldest first. */
  public final Map<String, List<String>> histories = new ConcurrentHashMap<>();

  public volatile String importId = "first";
  public volatile boolean gone;

  /** How often it is away before it is there. */
  public final AtomicInteger away = new AtomicInteger();

  /** How often it was read as a whole. */
  public final AtomicInteger loads = new AtomicInteger();

  public ShopDatasets() {
    for (int user = 0; user < 5; user++) {
      int first = user;
      sequences.add(IntStream.range(0, 6).map(t -> (first + t) % 9).toArray());
    }
  }

  @Override
  public RawDataset load(String dataset) {
    present(dataset);
    loads.incrementAndGet();
    int items = sequences.stream().flatMapToInt(IntStream::of).max().orElseThrow() + 1;
    return new RawDataset(
        new DatasetDefinition(dataset, 0),
        IntStream.range(0, items).mapToObj(i -> new Item("i" + i, "", List.of())).toList(),
        IntStream.range(0, sequences.size()).mapToObj(u -> "u" + u).toList(),
        List.copyOf(sequences));
  }

  @Override
  public String importId(String dataset) {
    present(dataset);
    return importId;
  }

  private void present(String dataset) {
    if (away.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new UnavailableException("the database is busy", Duration.ofSeconds(1), null);
    }
    if (gone) {
      throw new NotFoundException("dataset", dataset, "it was removed");
    }
  }

  @Override
  public Replaced replace(
      DatasetDefinition definition,
      Source source,
      ImportOptions options,
      BooleanSupplier cancelled) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(String dataset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<DatasetDefinition> list() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void create(DatasetDefinition definition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void scan(String dataset, Sink sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> history(String dataset, String userId) {
    present(dataset);
    if (!histories.containsKey(userId)) {
      throw UnknownUserException.withoutHistory(dataset, userId);
    }
    return histories.get(userId);
  }

  @Override
  public List<String> users(String dataset, String after, int limit) {
    throw new UnsupportedOperationException();
  }
}
