package io.emkd.domain.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Of each user's sequence the last item is the test target, the one before it the validation
 * target, the rest the training sequence. A user with fewer than three items only trains.
 */
public final class LeaveOneOutSplit {
  public static final int MINIMUM_LENGTH = 3;

  private LeaveOneOutSplit() {}

  /** The training sequences, one a user. */
  public static List<int[]> training(Dataset dataset) {
    return dataset.sequences().stream()
        .map(s -> s.length < MINIMUM_LENGTH ? s : Arrays.copyOf(s, s.length - 2))
        .toList();
  }

  /** One case for each user of at least three items. */
  public static List<EvaluationCase> cases(Dataset dataset, Split split) {
    int fromEnd = split == Split.TEST ? 1 : 2;
    List<EvaluationCase> cases = new ArrayList<>();
    for (int[] sequence : dataset.sequences()) {
      if (sequence.length >= MINIMUM_LENGTH) {
        int target = sequence.length - fromEnd;
        cases.add(new EvaluationCase(Arrays.copyOf(sequence, target), sequence[target]));
      }
    }
    return cases;
  }
}
