package io.emkd.experiments.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import io.emkd.benchmarks.BenchProcess;
import io.emkd.cli.OptionSetter;
import io.emkd.cli.PresetNames;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.sampling.TrainingWindows;
import io.emkd.grpc.configuration.TrainingConfigurations;
import io.emkd.v1.DatasetSize;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** How long rows will take, by some steps of each on this machine. */
final class RowEstimate {
  private static final String TIMED_STEPS = "5";

  /** The last two of a user's items are for validation and test. */
  private static final int HELD_OUT = 2;

  private RowEstimate() {}

  /**
   * Says it on standard error.
   *
   * @param missing how many seeds of each row there are to train
   */
  static void tell(Map<Row, Long> missing, ComparisonOptions options, DatasetSize size)
      throws IOException, InterruptedException {
    double all = 0;
    for (Map.Entry<Row, Long> row : missing.entrySet()) {
      Optional<Duration> one = one(options.all(row.getKey()), options.preset, size);
      if (one.isEmpty()) {
        System.err.println("how long " + row.getKey().name() + " takes could not be measured");
        continue;
      }
      System.err.printf(
          "%s: %d times about %s%n", row.getKey().name(), row.getValue(), shown(one.get()));
      all += one.get().toSeconds() * (double) row.getValue();
    }
    System.err.println(
        "about " + shown(Duration.ofSeconds((long) all)) + " in all, if the server is as fast");
  }

  private static Optional<Duration> one(
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
    settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    TrainingConfiguration configuration =
        TrainingConfigurations.of(PresetNames.parse(preset), OptionSetter.options(settings));
    return BenchProcess.training(arguments, Map.of()).map(step -> one(configuration, step, size));
  }

  /** An epoch's windows are those of users as long as their mean: a few more in truth. */
  static Duration one(TrainingConfiguration configuration, JsonNode step, DatasetSize size) {
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

  private static String shown(Duration duration) {
    return duration.toMinutes() < 2
        ? duration.toSeconds() + " s"
        : duration.toHours() < 2
            ? duration.toMinutes() + " min"
            : "%d h %02d min".formatted(duration.toHours(), duration.toMinutesPart());
  }
}
