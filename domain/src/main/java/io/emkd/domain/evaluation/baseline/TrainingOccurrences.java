package io.emkd.domain.evaluation.baseline;

import java.util.Arrays;
import java.util.List;

/**
 * Where each item stands in the training sequences. Immutable.
 *
 * <p>A sequence that is longer than {@link #LONGEST} counts by its last items alone, so that the
 * work for one user is bounded.
 */
final class TrainingOccurrences {
  static final int LONGEST = 500;

  private static final double TIE = 1e-9;

  private final int[][] sequences;

  /** Each sequence with every item once. */
  private final int[][] sets;

  /** Of item i the occurrences firsts[i] to firsts[i + 1], by sequence and then by position. */
  private final int[] firsts;

  private final int[] sequenceOf;
  private final int[] positionOf;

  /** [V+1] scores that order items by popularity, less than any difference that is found. */
  private final double[] ties;

  TrainingOccurrences(List<int[]> training, int itemCount) {
    sequences = new int[training.size()][];
    sets = new int[sequences.length][];
    firsts = new int[itemCount + 2];
    int user = 0;
    for (int[] sequence : training) {
      int[] last =
          sequence.length <= LONGEST
              ? sequence
              : Arrays.copyOfRange(sequence, sequence.length - LONGEST, sequence.length);
      for (int item : last) {
        firsts[item + 1]++;
      }
      int[] set = Arrays.stream(last).distinct().toArray();
      sets[user] = set.length == last.length ? last : set;
      sequences[user++] = last;
    }
    for (int item = 0; item <= itemCount; item++) {
      firsts[item + 1] += firsts[item];
    }
    int[] next = firsts.clone();
    sequenceOf = new int[firsts[itemCount + 1]];
    positionOf = new int[firsts[itemCount + 1]];
    for (int s = 0; s < sequences.length; s++) {
      for (int position = 0; position < sequences[s].length; position++) {
        int at = next[sequences[s][position]]++;
        sequenceOf[at] = s;
        positionOf[at] = position;
      }
    }
    ties = new double[itemCount + 1];
    for (int item = 1; item <= itemCount; item++) {
      ties[item] = TIE * (firsts[item + 1] - firsts[item]) / sequenceOf.length;
    }
  }

  int itemCount() {
    return firsts.length - 2;
  }

  /**
   * Returns new scores [V+1] that order items by popularity and are less than any difference that a
   * baseline finds.
   */
  double[] popularityAsTieBreak() {
    return ties.clone();
  }

  /** How many sequences there are, one a user. */
  int size() {
    return sequences.length;
  }

  int[] sequence(int s) {
    return sequences[s];
  }

  /** The items of a sequence, each once. */
  int[] items(int s) {
    return sets[s];
  }

  /** The first occurrence of an item; those before {@link #end} are its own. */
  int first(int item) {
    return firsts[item];
  }

  int end(int item) {
    return firsts[item + 1];
  }

  /** The sequence of an occurrence; those of one item never fall. */
  int sequenceOf(int occurrence) {
    return sequenceOf[occurrence];
  }

  int positionOf(int occurrence) {
    return positionOf[occurrence];
  }
}
