package io.emkd.domain.dataset;

import java.util.Arrays;
import java.util.List;

/**
 * What a model is trained and evaluated on: the core-filtered sequences.
 *
 * @param definition its name and options
 * @param catalogue the items that occur in the sequences
 * @param userIds the caller's ids of the users
 * @param sequences of each user the item numbers, 1..V, in order of time, then arrival; read where
 *     they are kept at each access
 */
public record Dataset(
    DatasetDefinition definition,
    ItemCatalogue catalogue,
    List<String> userIds,
    List<int[]> sequences) {

  public String name() {
    return definition.name();
  }

  public DatasetSummary summary() {
    long interactions = sequences.stream().mapToLong(s -> s.length).sum();
    return new DatasetSummary(
        userIds.size(), catalogue.size(), interactions, catalogue.attributeCount());
  }

  /** Returns the same sequences in another catalogue's numbers, 0 for items that it lacks. */
  public Dataset inNumbersOf(ItemCatalogue other) {
    int[] numbers = new int[catalogue.size() + 1];
    for (int item = 1; item < numbers.length; item++) {
      numbers[item] = other.number(catalogue.item(item).id()).orElse(0);
    }
    return new Dataset(
        definition,
        other,
        userIds,
        LazyList.map(
            sequences, sequence -> Arrays.stream(sequence).map(item -> numbers[item]).toArray()));
  }

  /** Returns a sequence of {@link #inNumbersOf} without the items that the catalogue lacks. */
  public static int[] knownItems(int[] sequence) {
    return Arrays.stream(sequence).filter(item -> item > 0).toArray();
  }
}
