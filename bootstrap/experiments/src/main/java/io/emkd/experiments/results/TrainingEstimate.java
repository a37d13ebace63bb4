package io.emkd.experiments.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.emkd.benchmarks.BenchProcess;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.sampling.TrainingWindows;
import io.emkd.v1.DatasetSize;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** How long a training will take, by some steps of it on this machine. */
public final class TrainingEstimate {
  private static final String TIMED_STEPS = "5";

  /** The last two of a user's items are for validation and test. */
  private static final int HELD_OUT = 2;

  private TrainingEstimate() {}

  /**
   * Measures it; empty where that failed. A teacher is left out: with one it takes longer.
   *
   * @param settings in place of the preset's
   */
  public static Optional<Duration> of(Map<String, String> settings, String preset, DatasetSize size)
      throws IOException, InterruptedException {
    TrainingConfiguration configuration = LocalSettings.configuration(preset, settings);
    return steps(settings, preset, size).map(step -> of(configuration, step, size));
  }

  /**
   * Measures what {@link #of(TrainingConfiguration, JsonNode, DatasetSize)} estimates by; empty
   * where that failed.
   *
   * @param settings in place of the preset's
   */
  public static Optional<JsonNode> steps(
      Map<String, String> settings, String preset, DatasetSize size)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--preset",
                preset,
                "--steps",
                TIMED_STEPS,
                "--items",
                String.valueOf(size.getItems())));
    LocalSettings.withoutTeacher(settings)
        .forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return BenchProcess.training(arguments, Map.of());
  }

  /**
   * An epoch's windows are those of users as long as their mean: a few more in truth.
   *
   * @param step what {@code bench training} says of such steps
   */
  public static Duration of(TrainingConfiguration configuration, JsonNode step, DatasetSize size) {
    ScheduleConfiguration schedule = configuration.schedule();
    double items = Math.ceil((double) size.getInteractions() / size.getUsers()) - HELD_OUT;
    int perUser =
        TrainingWindows.of(
                List.of(new int[Math.max(1, (int) items)]),
                configuration.ensemble().maxLength(),
                configuration.masking().windowStep())
            .size();
    double steps = Math.ceil((double) size.getUsers() * perUser / schedule.batchSize());
    long validations =
        IntStream.rangeClosed(1, schedule.epochs()).filter(schedule::validatesAfter).count();
    double seconds =
        step.get("first_step_seconds").asDouble()
            + schedule.epochs() * steps * step.get("seconds_per_step").asDouble()
            + validations * step.get("seconds_to_rank").asDouble();
    return Duration.ofMillis((long) (1e3 * seconds));
  }

  /** Returns it in the unit that fits. */
  public static String shown(Duration duration) {
    return duration.toMinutes() < 2
        ? duration.toSeconds() + " s"
        : duration.toHours() < 2
            ? duration.toMinutes() + " min"
            : "%d h %02d min".formatted(duration.toHours(), duration.toMinutesPart());
  }
}
