package io.emkd.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CoreFilterProperties {
  @Property
  void theCoreIsWhatRepeatedRemovalLeaves(
      @ForAll @Size(max = 12) List<@Size(max = 12) List<@IntRange(max = 7) Integer>> users,
      @ForAll @IntRange(max = 4) int minimum) {
    List<int[]> sequences = new ArrayList<>();
    users.forEach(u -> sequences.add(u.stream().mapToInt(i -> i).toArray()));
    List<Item> items =
        IntStream.range(0, 8).mapToObj(i -> new Item("i" + i, "", List.of())).toList();
    List<String> names = IntStream.range(0, users.size()).mapToObj(u -> "u" + u).toList();
    Dataset core =
        CoreFilter.apply(
            new RawDataset(new DatasetDefinition("d", minimum), items, names, sequences));

    List<List<String>> expected = byRepeatedRemoval(sequences, Math.max(1, minimum));
    List<List<String>> actual =
        core.sequences().stream()
            .map(s -> Arrays.stream(s).mapToObj(n -> core.catalogue().item(n).id()).toList())
            .toList();
    assertThat(actual).isEqualTo(expected);
  }

  private static List<List<String>> byRepeatedRemoval(List<int[]> sequences, int minimum) {
    List<List<Integer>> left = new ArrayList<>();
    sequences.forEach(s -> left.add(new ArrayList<>(Arrays.stream(s).boxed().toList())));
    boolean changed = true;
    while (changed) {
      int[] counts = new int[8];
      left.forEach(s -> s.forEach(i -> counts[i]++));
      Set<Integer> rare = new HashSet<>();
      for (int i = 0; i < 8; i++) {
        if (counts[i] < minimum) {
          rare.add(i);
        }
      }
      changed = false;
      for (List<Integer> s : left) {
        changed |= s.removeIf(rare::contains);
        if (!s.isEmpty() && s.size() < minimum) {
          s.clear();
          changed = true;
        }
      }
    }
    return left.stream()
        .filter(s -> !s.isEmpty())
        .map(s -> s.stream().map(i -> "i" + i).toList())
        .toList();
  }
}
