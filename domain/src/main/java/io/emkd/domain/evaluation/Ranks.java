package io.emkd.domain.evaluation;

/**
 * The rank of a target among scores, as plain Java; what a {@link
 * io.emkd.domain.ensemble.TargetRanker} must agree with.
 */
public final class Ranks {
  private Ranks() {}

  /**
   * 1 + the number of candidates that do not score below the target. A tie counts against the
   * model, and so does a score that is not a number.
   *
   * @param scores [V+1], by item number; index 0 is padding and never a candidate
   * @param target the target's number, always a candidate
   * @param excluded item numbers that are not candidates
   */
  public static int of(double[] scores, int target, int[] excluded) {
    boolean[] competes = new boolean[scores.length];
    for (int item = 1; item < scores.length; item++) {
      competes[item] = true;
    }
    for (int item : excluded) {
      competes[item] = false;
    }
    competes[target] = false;
    int rank = 1;
    for (int item = 1; item < scores.length; item++) {
      if (competes[item] && !(scores[item] < scores[target])) {
        rank++;
      }
    }
    return rank;
  }
}
