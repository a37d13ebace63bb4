package io.emkd.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code bench training} in a process of its own, whose memory and environment are its own. */
public final class BenchProcess {
  private static final Duration PATIENCE = Duration.ofDays(7);

  private BenchProcess() {}

  /**
   * @param arguments besides {@code --output json}
   * @param environment added to this process's own
   * @return what it printed; empty if it failed, which it told on standard error
   */
  public static Optional<JsonNode> training(List<String> arguments, Map<String, String> environment)
      throws IOException, InterruptedException {
    return training(arguments, environment, PATIENCE).answer();
  }

  /**
   * @param limit after which it is killed
   */
  public static CommandProcess.Result training(
      List<String> arguments, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bench", "training", "--output", "json"));
    command.addAll(arguments);
    return CommandProcess.run(command, environment, limit);
  }
}
