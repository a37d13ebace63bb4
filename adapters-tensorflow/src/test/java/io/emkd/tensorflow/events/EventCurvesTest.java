package io.emkd.tensorflow.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.training.TrainingCurve;
import io.emkd.domain.training.TrainingEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventCurvesTest {
  private static final Instant BEGINNING = Instant.parse("2026-11-28T00:00:00Z");
  private static final long STEPS = 6;

  @TempDir Path run;

  private static TrainingEvent.Started started(long firstStep) {
    return new TrainingEvent.Started("cpu", 10, firstStep, STEPS);
  }

  private static TrainingEvent.Step step(long step, double total) {
    return new TrainingEvent.Step(
        step, STEPS, 1, new LossTerms(1, 2, 3, 4, 5, total), 1, Duration.ZERO);
  }

  private TrainingCurve total() throws Exception {
    return EventCurves.read(run).stream()
        .filter(curve -> curve.name().equals("loss/total"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRunThatWasInterruptedIsOneCurveWithoutTheStepsThatWereDoneAgainAndTheTimeInBetween()
      throws Exception {
    try (TensorBoardRun first = new TensorBoardRun(run, Preset.SMALL.configuration())) {
      first.add(started(0), BEGINNING);
      for (int step = 1; step <= 4; step++) {
        first.add(step(step, step), BEGINNING.plusSeconds(step));
      }
    }
    // Its last checkpoint was that of step 2.
    Instant nextDay = BEGINNING.plus(Duration.ofDays(1));
    try (TensorBoardRun again = new TensorBoardRun(run, Preset.SMALL.configuration())) {
      again.add(started(2), nextDay);
      for (int step = 3; step <= 6; step++) {
        again.add(step(step, 10 * step), nextDay.plusSeconds(step));
      }
      again.add(
          new TrainingEvent.Validated(1, Map.of("NDCG@10", 0.25), Map.of(), true, 7),
          nextDay.plusSeconds(9));
    }
    List<TrainingCurve.Point> points = total().points();
    assertThat(points)
        .extracting(TrainingCurve.Point::step)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(points)
        .extracting(TrainingCurve.Point::value)
        .containsExactly(1.0, 2.0, 30.0, 40.0, 50.0, 60.0);
    assertThat(points)
        .extracting(point -> Math.round(point.elapsed().toMillis() / 100.0))
        .containsExactly(10L, 20L, 50L, 60L, 70L, 80L);
    assertThat(EventCurves.read(run))
        .filteredOn(curve -> curve.name().equals("validation/NDCG@10"))
        .singleElement()
        .satisfies(curve -> assertThat(curve.points().get(0).step()).isEqualTo(6));
  }

  @Test
  void whatWasNotWrittenToItsEndOrIsDamagedEndsTheCurve() throws Exception {
    try (TensorBoardRun first = new TensorBoardRun(run, Preset.SMALL.configuration())) {
      first.add(started(0), BEGINNING);
      for (int step = 1; step <= 4; step++) {
        first.add(step(step, step), BEGINNING.plusSeconds(step));
      }
    }
    Path file;
    try (Stream<Path> files = Files.list(run)) {
      file = files.findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 5));
    assertThat(total().points()).hasSize(3);
    byte[] damaged = whole.clone();
    damaged[damaged.length - 20] ^= 1;
    Files.write(file, damaged);
    assertThat(total().points()).hasSize(3);
  }

  @Test
  void ofATrainingThatLeftNothingThereAreNoCurves() throws Exception {
    assertThat(EventCurves.read(run.resolve("another"))).isEmpty();
  }
}
