package io.emkd.domain.dataset;

import java.util.Arrays;
import java.util.List;

/**
 * The last item of each user's sequence is the test target, the one before it the validation
 * target, the rest the training sequence. A user with fewer than three items only trains.
 */
public final class LeaveOneOutSplit {
  private static final int MINIMUM_LENGTH = 3;

  private LeaveOneOutSplit() {}

  /** The training sequences, one a user. */
  public static List<int[]> training(Dataset dataset) {
    return LazyList.map(
        dataset.sequences(),
        sequence -> isSplit(sequence) ? Arrays.copyOf(sequence, sequence.length - 2) : sequence);
  }

  /** One case for each user of at least three items. */
  public static List<EvaluationCase> cases(Dataset dataset, Split split) {
    int fromEnd = split == Split.TEST ? 1 : 2;
    return LazyList.map(
        LazyList.filter(dataset.sequences(), LeaveOneOutSplit::isSplit),
        sequence -> {
          int target = sequence.length - fromEnd;
          return new EvaluationCase(Arrays.copyOf(sequence, target), sequence[target]);
        });
  }

  /** Whether it is long enough to be more than a training sequence. */
  public static boolean isSplit(int[] sequence) {
    return sequence.length >= MINIMUM_LENGTH;
  }
}
