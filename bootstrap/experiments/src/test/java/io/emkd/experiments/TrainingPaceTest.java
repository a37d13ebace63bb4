package io.emkd.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.v1.TrainingEvent;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TrainingPaceTest {
  private static final int PER_EPOCH = 10;

  private static TrainingEvent started(int epochs) {
    return TrainingEvent.newBuilder()
        .setStarted(
            TrainingEvent.Started.newBuilder().setTotalSteps((long) epochs * PER_EPOCH).build())
        .build();
  }

  private static TrainingEvent step(long step) {
    return TrainingEvent.newBuilder()
        .setStep(TrainingEvent.Step.newBuilder().setStep(step))
        .build();
  }

  private static TrainingEvent validated(int epoch) {
    return TrainingEvent.newBuilder()
        .setValidation(TrainingEvent.Validation.newBuilder().setEpoch(epoch))
        .build();
  }

  /** The first step is done after 5 s, the others take {@code seconds} each; then a validation. */
  private static OptionalInt afterTwoEpochs(TrainingPace watch, int epochs, double seconds) {
    watch.take(started(epochs), 1);
    for (int step = 1; step <= 2 * PER_EPOCH; step++) {
      assertThat(watch.take(step(step), 5 + (step - 1) * seconds)).isEmpty();
    }
    return watch.take(validated(2), 5 + 2 * PER_EPOCH * seconds);
  }

  @Test
  void aTrainingThatFitsGoesOn() {
    assertThat(afterTwoEpochs(new TrainingPace(16, 250, 100), 16, 0.5)).isEmpty();
  }

  @Test
  void oneThatWouldBeTooLongIsStartedAnewWithWhatFitsTheRest() {
    OptionalInt anew = afterTwoEpochs(new TrainingPace(100, 250, 100), 100, 0.5);
    // 96 s less the 15 gone and 5 to the first step, at 5.26 s an epoch.
    assertThat(anew).hasValue(14);
  }

  @Test
  void oneThatWouldBeFarTooShortIsStartedAnewButWithNoMoreThanAreWanted() {
    assertThat(afterTwoEpochs(new TrainingPace(4, 10, 100), 4, 0.5)).hasValue(10);
    assertThat(afterTwoEpochs(new TrainingPace(10, 10, 1000), 10, 0.5)).isEmpty();
  }

  @Test
  void withoutAValidationItIsJudgedAfterAQuarterOfTheTime() {
    TrainingPace watch = new TrainingPace(100, 250, 100);
    watch.take(started(100), 1);
    OptionalInt anew = OptionalInt.empty();
    for (int step = 1; anew.isEmpty() && step < 100; step++) {
      anew = watch.take(step(step), 5 + 4 * (step - 1));
    }
    assertThat(watch.steps()).isEqualTo(7);
    assertThat(anew).hasValue(1);
  }

  @Test
  void theCurveHasStepsAndSecondsOfEachValidation() {
    TrainingPace watch = new TrainingPace(16, 250, 100);
    var unused = afterTwoEpochs(watch, 16, 0.5);
    assertThat(watch.curve())
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.step()).isEqualTo(2 * PER_EPOCH);
              assertThat(point.seconds()).isEqualTo(14);
            });
  }
}
