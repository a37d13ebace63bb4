package io.emkd.domain.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The iterated k-core: users and items with fewer than k interactions are removed until none is
 * left. Items without any interaction are never kept, since nothing can be learned of them. The
 * sequences of the result are read from those of the raw dataset each time, so that neither needs
 * memory.
 */
public final class CoreFilter {
  private CoreFilter() {}

  public static Dataset apply(RawDataset raw) {
    int minimum = Math.max(1, raw.definition().minimumInteractions());
    int[] itemCounts = new int[raw.items().size()];
    for (int[] sequence : raw.sequences()) {
      for (int item : sequence) {
        itemCounts[item]++;
      }
    }
    boolean[] removed = usersOutsideTheCore(raw.sequences(), minimum, itemCounts);
    return renumber(raw, minimum, itemCounts, removed);
  }

  /**
   * Passes over the sequences until one removes nobody; real data take a few. What is left does not
   * depend on the order of removal.
   *
   * @param itemCounts how often each item occurs; afterwards, among the users that are left
   */
  private static boolean[] usersOutsideTheCore(
      List<int[]> sequences, int minimum, int[] itemCounts) {
    boolean[] removed = new boolean[sequences.size()];
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int user = 0; user < removed.length; user++) {
        if (removed[user]) {
          continue;
        }
        int[] sequence = sequences.get(user);
        int kept = 0;
        for (int item : sequence) {
          kept += itemCounts[item] >= minimum ? 1 : 0;
        }
        if (kept < minimum) {
          for (int item : sequence) {
            itemCounts[item]--;
          }
          removed[user] = true;
          changed = true;
        }
      }
    }
    return removed;
  }

  private static Dataset renumber(
      RawDataset raw, int minimum, int[] itemCounts, boolean[] removed) {
    int[] numbers = new int[itemCounts.length];
    List<Item> items = new ArrayList<>();
    for (int item = 0; item < itemCounts.length; item++) {
      if (itemCounts[item] >= minimum) {
        items.add(raw.items().get(item));
        numbers[item] = items.size();
      }
    }
    int[] users = IntStream.range(0, removed.length).filter(user -> !removed[user]).toArray();
    return new Dataset(
        raw.definition(),
        new ItemCatalogue(items),
        LazyList.of(users.length, user -> raw.userIds().get(users[user])),
        LazyList.of(
            users.length,
            user ->
                Arrays.stream(raw.sequences().get(users[user]))
                    .map(item -> numbers[item])
                    .filter(number -> number > 0)
                    .toArray()));
  }
}
