package io.emkd.domain.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Of each user's sequence the last item is the test target, the one before it the validation
 * target, the rest the training sequence. A user with fewer than three items only trains.
 */
public final class LeaveOneOutSplit {
  public static final int MINIMUM_LENGTH = 3;

  private LeaveOneOutSplit() {}

  /** The training sequences, one a user. */
  public static List<int[]> training(Dataset dataset) {
    List<int[]> sequences = dataset.sequences();
    return LazyList.of(
        sequences.size(),
        user -> {
          int[] sequence = sequences.get(user);
          return sequence.length < MINIMUM_LENGTH
              ? sequence
              : Arrays.copyOf(sequence, sequence.length - 2);
        });
  }

  /** One case for each user of at least three items. */
  public static List<EvaluationCase> cases(Dataset dataset, Split split) {
    int fromEnd = split == Split.TEST ? 1 : 2;
    List<int[]> sequences = dataset.sequences();
    int[] users =
        IntStream.range(0, sequences.size())
            .filter(user -> sequences.get(user).length >= MINIMUM_LENGTH)
            .toArray();
    return LazyList.of(
        users.length,
        index -> {
          int[] sequence = sequences.get(users[index]);
          int target = sequence.length - fromEnd;
          return new EvaluationCase(Arrays.copyOf(sequence, target), sequence[target]);
        });
  }
}
