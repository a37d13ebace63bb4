package io.emkd.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.evaluation.PairedBootstrap.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PairedBootstrapProperties {
  private static final RankMetric NDCG = new RankMetric(RankMetric.Kind.NDCG, 10);
  private static final int DATASETS = 300;
  private static final int USERS = 150;

  private static Interval interval(double[] differences, double confidence, long seed) {
    return PairedBootstrap.interval(differences, confidence, seed, () -> false);
  }

  private static double[] array(List<Double> given) {
    return given.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Property(tries = 20)
  void versionsThatAreTheSameDifferByExactlyNothing(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 100) int users) {
    assertThat(interval(new double[users], 0.95, seed)).isEqualTo(new Interval(0, 0));
  }

  @Property(tries = 30)
  void theIntervalIsAFunctionOfSeedAndDifferencesInsideOfThem(
      @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = -1, max = 1) Double> given,
      @ForAll long seed) {
    double[] differences = array(given);
    Interval interval = interval(differences, 0.95, seed);
    assertThat(interval(differences.clone(), 0.95, seed)).isEqualTo(interval);
    assertThat(interval.lowest())
        .isLessThanOrEqualTo(interval.highest())
        .isGreaterThanOrEqualTo(Arrays.stream(differences).min().orElseThrow() - 1e-12);
    assertThat(interval.highest())
        .isLessThanOrEqualTo(Arrays.stream(differences).max().orElseThrow() + 1e-12);
  }

  @Property(tries = 30)
  void aHigherConfidenceSpansALowerOnes(
      @ForAll @Size(min = 2, max = 60) List<@DoubleRange(min = -1, max = 1) Double> given,
      @ForAll long seed) {
    double[] differences = array(given);
    Interval half = interval(differences, 0.5, seed);
    Interval most = interval(differences, 0.99, seed);
    assertThat(most.lowest()).isLessThanOrEqualTo(half.lowest());
    assertThat(most.highest()).isGreaterThanOrEqualTo(half.highest());
  }

  @Property(tries = 30)
  void whatAllUsersGainMovesTheInterval(
      @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = -1, max = 1) Double> given,
      @ForAll @DoubleRange(min = -1, max = 1) double gain) {
    double[] differences = array(given);
    Interval before = interval(differences, 0.95, 1);
    Interval after = interval(Arrays.stream(differences).map(d -> d + gain).toArray(), 0.95, 1);
    assertThat(after.lowest()).isCloseTo(before.lowest() + gain, within(1e-9));
    assertThat(after.highest()).isCloseTo(before.highest() + gain, within(1e-9));
  }

  /** A rank from 1 to 50, better the smaller {@code spread} is. */
  private static int rank(SplittableRandom random, double spread) {
    return 1 + (int) (50 * Math.pow(random.nextDouble(), 1 / spread));
  }

  /** The differences of users whose ranks by two versions have some luck in common. */
  private static double[] differences(SplittableRandom random, double spread, double other) {
    return IntStream.range(0, USERS)
        .mapToDouble(
            user -> {
              long luck = random.nextLong();
              boolean alike = random.nextBoolean();
              SplittableRandom own = new SplittableRandom(luck);
              SplittableRandom others = alike ? new SplittableRandom(luck) : random.split();
              return NDCG.of(rank(own, spread)) - NDCG.of(rank(others, other));
            })
        .toArray();
  }

  @Example
  void theIntervalCoversTheTruthAboutAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(7);
    double truth =
        IntStream.range(0, 2000)
            .mapToDouble(d -> Arrays.stream(differences(random, 0.5, 0.6)).average().orElseThrow())
            .average()
            .orElseThrow();
    long covered =
        IntStream.range(0, DATASETS)
            .mapToObj(d -> interval(differences(random, 0.5, 0.6), 0.95, d))
            .filter(found -> found.lowest() <= truth && truth <= found.highest())
            .count();
    assertThat(covered / (double) DATASETS).isBetween(0.92, 0.98);
  }

  @Example
  void noiseHardlyEverFailsAndALossDoes() {
    SplittableRandom random = new SplittableRandom(8);
    assertThat(failures(random, 0.5)).as("versions as good as each other").isLessThan(0.05);
    assertThat(failures(random, 1.5)).as("a version that is worse").isGreaterThan(0.95);
  }

  private static double failures(SplittableRandom random, double spread) {
    return IntStream.range(0, DATASETS)
            .filter(d -> interval(differences(random, spread, 0.5), 0.95, d).highest() < 0)
            .count()
        / (double) DATASETS;
  }

  @Example
  void anEvaluationThatIsCancelledEndsHereToo() {
    assertThatThrownBy(() -> PairedBootstrap.interval(new double[3], 0.95, 0, () -> true))
        .isInstanceOf(CancellationException.class);
  }
}
