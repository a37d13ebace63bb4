package io.emkd.domain.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violation;
import org.junit.jupiter.api.Test;

class OptimizerConfigurationTest {
  private static OptimizerConfiguration cosine(int warmupSteps) {
    return new OptimizerConfiguration(
        OptimizerKind.ADAM, LearningRateSchedule.WARMUP_COSINE, warmupSteps, 0, 0);
  }

  @Test
  void aConstantRateIsThatOfTheScheduleToTheLastDigit() {
    TrainingConfiguration beauty = Preset.BEAUTY.configuration();
    assertThat(beauty.learningRate(0, 43_000)).isEqualTo(1e-3);
    assertThat(beauty.learningRate(42_999, 43_000)).isEqualTo(1e-3);
  }

  @Test
  void theRateRisesInEqualStepsAndFallsAlongACosineToNothing() {
    OptimizerConfiguration cosine = cosine(4);
    assertThat(cosine.rateShare(0, 24)).isEqualTo(0.25);
    assertThat(cosine.rateShare(1, 24)).isEqualTo(0.5);
    assertThat(cosine.rateShare(3, 24)).isEqualTo(1);
    assertThat(cosine.rateShare(4, 24)).isEqualTo(1);
    assertThat(cosine.rateShare(9, 24)).isCloseTo(0.853553, within(1e-6));
    assertThat(cosine.rateShare(14, 24)).isCloseTo(0.5, within(1e-12));
    assertThat(cosine.rateShare(19, 24)).isCloseTo(0.146447, within(1e-6));
    assertThat(cosine.rateShare(23, 24)).isCloseTo(0.006156, within(1e-6));
    assertThat(cosine.rateShare(24, 24)).isZero();
    assertThat(cosine.rateShare(1000, 24)).isZero();
  }

  @Test
  void withoutAWarmUpTheRateBeginsAtItsHighest() {
    assertThat(cosine(0).rateShare(0, 10)).isEqualTo(1);
    assertThat(cosine(0).rateShare(5, 10)).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void aTrainingShorterThanItsWarmUpOnlyRises() {
    assertThat(cosine(10).rateShare(4, 5)).isEqualTo(0.5);
    assertThat(cosine(5).rateShare(4, 5)).isEqualTo(1);
  }

  @Test
  void anAverageBeginsWithWhatIsThereAndSlowsDownToItsDecay() {
    OptimizerConfiguration averaged =
        new OptimizerConfiguration(OptimizerKind.ADAM, LearningRateSchedule.CONSTANT, 0, 0, 0.9);
    assertThat(averaged.averageShare(0)).isCloseTo(0.9, within(1e-12));
    assertThat(averaged.averageShare(8)).isCloseTo(0.5, within(1e-12));
    assertThat(averaged.averageShare(79)).isCloseTo(9 / 89.0, within(1e-12));
    assertThat(averaged.averageShare(81)).isCloseTo(0.1, within(1e-12));
    assertThat(averaged.averageShare(1_000_000)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void everyValueOutOfRangeIsNamed() {
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                new OptimizerConfiguration(
                    OptimizerKind.MUON, LearningRateSchedule.CONSTANT, -1, Double.NaN, 1));
    assertThat(refused.violations())
        .extracting(Violation::field)
        .containsExactly("warmup_steps", "weight_decay", "weight_averaging");
  }
}
