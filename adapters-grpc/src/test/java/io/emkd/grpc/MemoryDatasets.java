package io.emkd.grpc;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.domain.dataset.RawDataset;
import io.emkd.domain.dataset.ShopDatasets;
import io.emkd.domain.dataset.UnknownUserException;
import io.emkd.domain.error.AlreadyExistsException;
import io.emkd.domain.error.NotFoundException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Datasets by name, all with the users and histories that a test gives. */
public final class MemoryDatasets implements DatasetStore {
  public final TreeMap<String, DatasetDefinition> definitions = new TreeMap<>();
  public final TreeMap<String, List<String>> histories = new TreeMap<>();
  private final ShopDatasets shop = new ShopDatasets();

  public MemoryDatasets with(String... names) {
    for (String name : names) {
      definitions.put(name, new DatasetDefinition(name, 0));
    }
    return this;
  }

  private void present(String dataset) {
    if (!definitions.containsKey(dataset)) {
      throw new NotFoundException("dataset", dataset, "import it");
    }
  }

  @Override
  public List<DatasetDefinition> list() {
    return List.copyOf(definitions.values());
  }

  @Override
  public void create(DatasetDefinition definition) {
    if (definitions.putIfAbsent(definition.name(), definition) != null) {
      throw new AlreadyExistsException("dataset", definition.name(), "choose another name");
    }
  }

  @Override
  public void delete(String dataset) {
    present(dataset);
    definitions.remove(dataset);
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
    present(dataset);
    return histories.tailMap(after, false).entrySet().stream()
        .map(Map.Entry::getKey)
        .limit(limit)
        .toList();
  }

  @Override
  public RawDataset load(String dataset) {
    present(dataset);
    return shop.load(dataset);
  }

  @Override
  public String importId(String dataset) {
    present(dataset);
    return "first";
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
  public void scan(String dataset, Sink sink) {
    throw new UnsupportedOperationException();
  }
}
