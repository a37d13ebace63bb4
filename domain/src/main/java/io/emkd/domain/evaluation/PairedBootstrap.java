package io.emkd.domain.evaluation;

import io.emkd.domain.error.Cancelled;
import io.emkd.domain.random.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * How sure the mean of differences is that were measured user by user: the percentile interval of
 * the paired bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
 * Each resample draws as many users as there are, with replacement.
 */
public final class PairedBootstrap {
  /** Of which the widest interval, of 0.99, leaves out ten on a side. */
  public static final int RESAMPLES = 2000;

  private PairedBootstrap() {}

  /** Where the mean lies, both ends included. */
  public record Interval(double lowest, double highest) {}

  /**
   * @param differences one a user, at least one
   * @param confidence in [0.5, 0.99]: the share of the resamples' means that the interval spans
   * @param seed of what is drawn: the same seed and differences have the same interval everywhere
   * @param cancelled asked between resamples
   * @throws CancellationException if {@code cancelled}
   */
  public static Interval interval(
      double[] differences, double confidence, long seed, BooleanSupplier cancelled) {
    double[] means = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      Cancelled.check(cancelled, "evaluation");
      means[r] = mean(differences, new SplittableRandom(Seeds.mix(seed, r)));
    }
    Arrays.sort(means);
    int leftOut = (int) Math.round((1 - confidence) / 2 * RESAMPLES);
    return new Interval(means[leftOut], means[RESAMPLES - 1 - leftOut]);
  }

  private static double mean(double[] differences, SplittableRandom random) {
    double sum = 0;
    for (int user = 0; user < differences.length; user++) {
      sum += differences[random.nextInt(differences.length)];
    }
    return sum / differences.length;
  }
}
