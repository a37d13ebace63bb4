package io.emkd.experiments;

import io.emkd.cli.CliException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long each step of {@link GpuExperiment} may take, as options in seconds. */
final class StepLimits {
  @Option(names = "--seconds", defaultValue = "300", description = "To train. Default: 300.")
  int training;

  @Option(
      names = "--golden-seconds",
      defaultValue = "60",
      description = "At most, for the golden vectors. Default: 60.")
  int golden;

  @Option(
      names = "--times-seconds",
      defaultValue = "120",
      description = "At most, for the times of all variants. Default: 120.")
  int times;

  @Option(
      names = "--profile-seconds",
      defaultValue = "35",
      description = "At most, for the profile. Default: 35.")
  int profile;

  @Option(
      names = "--evaluation-seconds",
      defaultValue = "30",
      description = "At most, for the evaluation. Default: 30.")
  int evaluation;

  /**
   * @throws CliException naming an option that is below 1
   */
  GpuExperiment.Limits limits() {
    return new GpuExperiment.Limits(
        seconds("--golden-seconds", golden),
        seconds("--times-seconds", times),
        seconds("--profile-seconds", profile),
        seconds("--seconds", training),
        seconds("--evaluation-seconds", evaluation));
  }

  private static Duration seconds(String option, int value) {
    requirePositive(option, value);
    return Duration.ofSeconds(value);
  }

  static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new CliException(option + " is " + value + " but must be at least 1");
    }
  }
}
