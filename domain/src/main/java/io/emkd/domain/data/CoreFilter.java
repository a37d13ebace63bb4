package io.emkd.domain.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The iterated k-core: users and items with fewer than k interactions are removed until none is
 * left. Items without any interaction are never kept, since nothing can be learned of them.
 */
public final class CoreFilter {
  private CoreFilter() {}

  public static Dataset apply(RawDataset raw) {
    int minimum = Math.max(1, raw.definition().minimumInteractions());
    int[] itemCounts = new int[raw.items().size()];
    int[] userCounts = new int[raw.sequences().size()];
    int[][] usersOfItem = usersOfItem(raw, itemCounts);
    for (int user = 0; user < userCounts.length; user++) {
      userCounts[user] = raw.sequences().get(user).length;
    }
    prune(raw, minimum, itemCounts, userCounts, usersOfItem);
    return renumber(raw, itemCounts, userCounts);
  }

  private static int[][] usersOfItem(RawDataset raw, int[] itemCounts) {
    for (int[] sequence : raw.sequences()) {
      for (int item : sequence) {
        itemCounts[item]++;
      }
    }
    int[][] users = new int[itemCounts.length][];
    Arrays.setAll(users, item -> new int[itemCounts[item]]);
    int[] filled = new int[itemCounts.length];
    for (int user = 0; user < raw.sequences().size(); user++) {
      for (int item : raw.sequences().get(user)) {
        users[item][filled[item]++] = user;
      }
    }
    return users;
  }

  /** Leaves a count of 0 for whoever is removed. */
  private static void prune(
      RawDataset raw, int minimum, int[] itemCounts, int[] userCounts, int[][] usersOfItem) {
    ArrayDeque<Integer> itemsToRemove = new ArrayDeque<>();
    ArrayDeque<Integer> usersToRemove = new ArrayDeque<>();
    boolean[] itemRemoved = mark(itemCounts, minimum, itemsToRemove);
    boolean[] userRemoved = mark(userCounts, minimum, usersToRemove);
    while (!itemsToRemove.isEmpty() || !usersToRemove.isEmpty()) {
      if (!usersToRemove.isEmpty()) {
        for (int item : raw.sequences().get(usersToRemove.pop())) {
          if (!itemRemoved[item] && --itemCounts[item] < minimum) {
            itemRemoved[item] = true;
            itemsToRemove.push(item);
          }
        }
      } else {
        for (int user : usersOfItem[itemsToRemove.pop()]) {
          if (!userRemoved[user] && --userCounts[user] < minimum) {
            userRemoved[user] = true;
            usersToRemove.push(user);
          }
        }
      }
    }
    clear(itemCounts, itemRemoved);
    clear(userCounts, userRemoved);
  }

  private static boolean[] mark(int[] counts, int minimum, ArrayDeque<Integer> queue) {
    boolean[] removed = new boolean[counts.length];
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] < minimum) {
        removed[i] = true;
        queue.push(i);
      }
    }
    return removed;
  }

  private static void clear(int[] counts, boolean[] removed) {
    for (int i = 0; i < counts.length; i++) {
      if (removed[i]) {
        counts[i] = 0;
      }
    }
  }

  private static Dataset renumber(RawDataset raw, int[] itemCounts, int[] userCounts) {
    int[] numbers = new int[itemCounts.length];
    List<Item> items = new ArrayList<>();
    for (int item = 0; item < itemCounts.length; item++) {
      if (itemCounts[item] > 0) {
        items.add(raw.items().get(item));
        numbers[item] = items.size();
      }
    }
    List<String> users = new ArrayList<>();
    List<int[]> sequences = new ArrayList<>();
    for (int user = 0; user < userCounts.length; user++) {
      if (userCounts[user] > 0) {
        users.add(raw.userIds().get(user));
        sequences.add(
            Arrays.stream(raw.sequences().get(user))
                .map(item -> numbers[item])
                .filter(n -> n > 0)
                .toArray());
      }
    }
    return new Dataset(
        raw.definition(), new ItemCatalogue(items), List.copyOf(users), List.copyOf(sequences));
  }
}
