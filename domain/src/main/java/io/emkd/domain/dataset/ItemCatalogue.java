package io.emkd.domain.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The items a model knows, numbered 1..V, and their attributes, numbered 1..A. 0 is padding and V+1
 * the mask token, as in docs/specification.md ("Symbols"). Immutable.
 */
public final class ItemCatalogue {
  private static final int[] NO_ATTRIBUTES = {};

  private final List<Item> items;
  private final Map<String, Integer> numbers;
  private final List<String> attributeNames;
  private final int[][] attributes;

  /** Numbers {@code items} in their order, attributes in order of first mention. */
  public ItemCatalogue(List<Item> items) {
    this(items, List.of());
  }

  /**
   * Numbers {@code items} in their order; attributes as in {@code attributeOrder}, then those it
   * lacks in order of first mention.
   */
  public ItemCatalogue(List<Item> items, List<String> attributeOrder) {
    this.items = List.copyOf(items);
    this.numbers = new HashMap<>(items.size() * 2);
    this.attributes = new int[items.size() + 1][];
    this.attributes[0] = NO_ATTRIBUTES;
    Map<String, Integer> attributeNumbers = new LinkedHashMap<>();
    attributeOrder.forEach(name -> attributeNumbers.put(name, attributeNumbers.size() + 1));
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      if (numbers.put(item.id(), i + 1) != null) {
        throw new IllegalArgumentException("item " + item.id() + " is listed twice");
      }
      attributes[i + 1] =
          item.attributes().stream()
              .mapToInt(
                  name -> attributeNumbers.computeIfAbsent(name, n -> attributeNumbers.size() + 1))
              .toArray();
    }
    this.attributeNames = List.copyOf(new ArrayList<>(attributeNumbers.keySet()));
  }

  /** V, the number of items. */
  public int size() {
    return items.size();
  }

  /** A, the number of attributes. */
  public int attributeCount() {
    return attributeNames.size();
  }

  /** V+1, the number of the mask token. */
  public int maskToken() {
    return size() + 1;
  }

  /** The number of an item, 1..V, or empty if the catalogue does not have it. */
  public OptionalInt number(String itemId) {
    Integer number = numbers.get(itemId);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** The item of a number in 1..V. */
  public Item item(int number) {
    return items.get(number - 1);
  }

  public List<Item> items() {
    return items;
  }

  public List<String> attributeNames() {
    return attributeNames;
  }

  /** The attribute numbers, 1..A, of item {@code number} in 0..V; padding has none. */
  public int[] attributes(int number) {
    return attributes[number].clone();
  }
}
