package io.emkd.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.sampling.TrainingWindows;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many epochs fit a time, by the time of a step and the size of the data. */
final class EpochEstimate {
  /** What is left for checkpoints and publication. */
  private static final double USABLE = 0.9;

  /** The last two of a user's items are for validation and test. */
  private static final int HELD_OUT = 2;

  private EpochEstimate() {}

  /**
   * @param step what {@code bench training} says of such steps
   * @return from 1 to the configuration's
   */
  static int epochs(
      List<Path> files, TrainingConfiguration configuration, JsonNode step, double seconds)
      throws IOException {
    ScheduleConfiguration schedule = configuration.schedule();
    List<int[]> sequences = sequences(files);
    int windows =
        TrainingWindows.of(
                sequences,
                configuration.ensemble().maxLength(),
                configuration.masking().windowStep())
            .size();
    double stepsPerEpoch = Math.max(1, Math.ceil((double) windows / schedule.batchSize()));
    double epochSeconds =
        stepsPerEpoch * step.get("seconds_per_step").asDouble()
            + step.get("seconds_to_rank").asDouble() / schedule.validationInterval();
    double usable = USABLE * seconds - step.get("first_step_seconds").asDouble();
    return (int) Math.max(1, Math.min(schedule.epochs(), usable / epochSeconds));
  }

  /** As long as each user's is, the items left out; nothing is filtered. */
  private static List<int[]> sequences(List<Path> files) throws IOException {
    Map<String, Integer> lengths = new HashMap<>();
    for (Path file : files) {
      if (file.toString().endsWith(".inter")) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
          reader.readLine();
          for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lengths.merge(line.substring(0, Math.max(0, line.indexOf('\t'))), 1, Integer::sum);
          }
        }
      }
    }
    return lengths.values().stream()
        .filter(length -> length > HELD_OUT)
        .map(length -> new int[length - HELD_OUT])
        .toList();
  }
}
