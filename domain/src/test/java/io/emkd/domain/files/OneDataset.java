package io.emkd.domain.files;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.RawDataset;
import io.emkd.domain.error.NotFoundException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A store that keeps in memory the one dataset that it was given last. */
final class OneDataset implements DatasetStore {
  private DatasetDefinition definition;
  private final List<Interaction> interactions = new ArrayList<>();
  private final List<Item> items = new ArrayList<>();

  @Override
  public Replaced replace(
      DatasetDefinition definition,
      Source source,
      ImportOptions options,
      BooleanSupplier cancelled) {
    List<Interaction> newInteractions = new ArrayList<>();
    List<Item> newItems = new ArrayList<>();
    source.readTo(
        new Sink() {
          @Override
          public void interaction(Interaction interaction) {
            newInteractions.add(interaction);
          }

          @Override
          public void item(Item item) {
            newItems.add(item);
          }
        });
    this.definition = definition;
    interactions.clear();
    interactions.addAll(newInteractions);
    items.clear();
    items.addAll(newItems);
    return new Replaced(0);
  }

  private void require(String dataset) {
    if (definition == null || !definition.name().equals(dataset)) {
      throw new NotFoundException("dataset", dataset, "there is one at most");
    }
  }

  @Override
  public void delete(String dataset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<DatasetDefinition> list() {
    return definition == null ? List.of() : List.of(definition);
  }

  @Override
  public void create(DatasetDefinition definition) {
    replace(definition, sink -> {});
  }

  @Override
  public String importId(String dataset) {
    require(dataset);
    return "1";
  }

  @Override
  public void scan(String dataset, Sink sink) {
    require(dataset);
    items.forEach(sink::item);
    interactions.forEach(sink::interaction);
  }

  @Override
  public RawDataset load(String dataset) {
    require(dataset);
    Map<String, Item> known = new LinkedHashMap<>();
    interactions.forEach(i -> known.put(i.itemId(), new Item(i.itemId(), "", List.of())));
    items.forEach(item -> known.put(item.id(), item));
    List<String> itemIds = List.copyOf(known.keySet());
    List<String> users = users(dataset, "", Integer.MAX_VALUE);
    return new RawDataset(
        definition,
        List.copyOf(known.values()),
        users,
        users.stream()
            .map(user -> history(dataset, user).stream().mapToInt(itemIds::indexOf).toArray())
            .toList());
  }

  @Override
  public List<String> history(String dataset, String userId) {
    return interactions.stream()
        .filter(i -> i.userId().equals(userId))
        .map(Interaction::itemId)
        .toList();
  }

  @Override
  public List<String> users(String dataset, String after, int limit) {
    return new ArrayList<>(
        interactions.stream()
            .map(Interaction::userId)
            .collect(Collectors.toCollection(TreeSet::new)));
  }
}
