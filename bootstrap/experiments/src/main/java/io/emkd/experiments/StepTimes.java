package io.emkd.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emkd.benchmarks.BenchProcess;
import io.emkd.benchmarks.CommandProcess;
import io.emkd.tensorflow.graph.compile.Compilation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Times steps of each variant of the configuration and of its compilation, and profiles one. */
final class StepTimes {
  private static final int OPERATIONS = 60;

  /** Timed before a profile, which is of one more. */
  private static final int BEFORE_PROFILE = 3;

  private static final Map<String, String> PAPER =
      Map.of("hidden_size", "256", "masked_views", "8", "precision", "float32");
  private static final Map<String, String> BFLOAT16 =
      Map.of("hidden_size", "256", "masked_views", "8", "precision", "bfloat16");
  private static final Map<String, String> SMALL =
      Map.of("hidden_size", "64", "masked_views", "2", "precision", "float32");

  /**
   * What is timed.
   *
   * @param own settings, which the user's go before
   */
  record Variant(Compilation compilation, boolean deterministic, Map<String, String> own) {
    String name(Map<String, String> settings) {
      return "d = "
          + settings.get("hidden_size")
          + ", M = "
          + settings.get("masked_views")
          + ", "
          + settings.get("precision")
          + ", "
          + compilation
          + (deterministic ? ", deterministic" : "");
    }
  }

  /** The most wanted first. */
  private static final List<Variant> VARIANTS =
      List.of(
          new Variant(Compilation.PROGRAM, false, PAPER),
          new Variant(Compilation.PROGRAM, false, BFLOAT16),
          new Variant(Compilation.PROGRAM, false, SMALL),
          new Variant(Compilation.PROGRAM, true, PAPER),
          new Variant(Compilation.NONE, false, PAPER));

  private record Timed(Variant variant, JsonNode report) {
    double secondsPerStep() {
      return report.get("seconds_per_step").asDouble();
    }
  }

  private final String preset;
  private final String device;
  private final Map<String, String> settings;
  private final int steps;
  private final int ranked;
  private final List<Timed> timed = new ArrayList<>();

  /**
   * @param settings in place of each variant's
   * @param ranked sequences
   */
  StepTimes(String preset, String device, Map<String, String> settings, int steps, int ranked) {
    this.preset = preset;
    this.device = device;
    this.settings = Map.copyOf(settings);
    this.steps = steps;
    this.ranked = ranked;
  }

  void time(StepReport step, TimeLimit limit) throws IOException, InterruptedException {
    step.line(
        "| variant | seconds a step | first step | to rank %d | waiting for input, ms | GFLOP/s |",
        ranked);
    step.line("|---|---|---|---|---|---|");
    int missing = 0;
    for (Variant variant : VARIANTS) {
      String name = variant.name(all(variant));
      ObjectNode row = step.json().withArray("variants").addObject().put("variant", name);
      CommandProcess.Result result =
          BenchProcess.training(
              arguments(variant, steps, List.of("--ranked", String.valueOf(ranked))),
              environment(variant, ""),
              limit.remaining());
      if (result.answer().isEmpty()) {
        missing++;
        row.put("failure", result.failure());
        step.line("| %s | %s | | | | |", name, result.failure());
        continue;
      }
      JsonNode report = result.answer().get();
      row.setAll((ObjectNode) report);
      timed.add(new Timed(variant, report));
      step.line(
          "| %s | %.5f | %.1f | %.2f | %.3f | %.0f |",
          name,
          report.get("seconds_per_step").asDouble(),
          report.get("first_step_seconds").asDouble(),
          report.get("seconds_to_rank").asDouble(),
          report.get("input_wait_seconds").asDouble() * 1e3,
          report.get("gflops").asDouble());
    }
    Optional<Timed> plain = find(Compilation.PROGRAM, false);
    Optional<Timed> deterministic = find(Compilation.PROGRAM, true);
    if (plain.isPresent() && deterministic.isPresent()) {
      double cost = deterministic.get().secondsPerStep() / plain.get().secondsPerStep() - 1;
      step.json().put("determinism_cost", cost);
      step.line("");
      step.line("Determinism costs %.1f %% of a step.", 100 * cost);
    }
    if (missing > 0) {
      step.fail(missing + " of " + VARIANTS.size() + " variants have no time");
    }
  }

  private Optional<Timed> find(Compilation compilation, boolean deterministic) {
    return timed.stream()
        .filter(t -> t.variant.own().equals(PAPER))
        .filter(t -> t.variant.compilation() == compilation)
        .filter(t -> t.variant.deterministic() == deterministic)
        .findFirst();
  }

  /**
   * What a training may expect that is compiled so, or else otherwise; empty if nothing is known.
   */
  Optional<JsonNode> expected(Compilation compilation) {
    return find(compilation, false).or(() -> find(Compilation.PROGRAM, false)).map(Timed::report);
  }

  /** Profiles the fastest variant of the paper's size, or the first of all if none was timed. */
  void profile(StepReport step, TimeLimit limit) throws IOException, InterruptedException {
    Variant best =
        timed.stream()
            .filter(t -> !t.variant.own().equals(SMALL) && !t.variant.deterministic())
            .min(Comparator.comparingDouble(Timed::secondsPerStep))
            .map(Timed::variant)
            .orElse(VARIANTS.get(0));
    String name = best.name(all(best));
    step.json().put("variant", name);
    CommandProcess.Result result =
        BenchProcess.training(
            arguments(best, BEFORE_PROFILE, List.of("--profile")),
            // What a command buffer holds is one launch to whoever traces.
            environment(best, "--xla_gpu_enable_command_buffer="),
            limit.remaining());
    if (result.answer().isEmpty()) {
      step.fail(name + ": " + result.failure());
      return;
    }
    JsonNode operations = result.answer().get().get("profile");
    double all = 0;
    int calls = 0;
    for (JsonNode operation : operations) {
      all += operation.get("seconds").asDouble();
      calls += operation.get("calls").asInt();
    }
    step.line(
        "One step of %s: %d operations in %d calls, busy for %.3f ms (%.3f ms a step without command"
            + " buffers, untraced). The longest:",
        name,
        operations.size(),
        calls,
        all * 1e3,
        result.answer().get().get("seconds_per_step").asDouble() * 1e3);
    step.line("");
    step.line("| operation | calls | busy ms |");
    step.line("|---|---|---|");
    step.json().put("busy_seconds", all).put("calls", calls);
    for (int o = 0; o < Math.min(OPERATIONS, operations.size()); o++) {
      JsonNode operation = operations.get(o);
      step.json().withArray("operations").add(operation);
      step.line(
          "| %s | %d | %.3f |",
          operation.get("operation").asText().replace("|", "\\|"),
          operation.get("calls").asInt(),
          operation.get("seconds").asDouble() * 1e3);
    }
  }

  private Map<String, String> all(Variant variant) {
    Map<String, String> all = new LinkedHashMap<>(variant.own());
    all.putAll(settings);
    return all;
  }

  private List<String> arguments(Variant variant, int timedSteps, List<String> more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--preset",
                preset,
                "--device",
                device,
                "--steps",
                String.valueOf(timedSteps),
                "--compilation",
                variant.compilation().name()));
    arguments.addAll(more);
    all(variant).forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return arguments;
  }

  private static Map<String, String> environment(Variant variant, String flags) {
    return variant.deterministic()
        ? Map.of(
            "XLA_FLAGS",
            GpuExperiment.xlaFlags(flags + " --xla_gpu_deterministic_ops=true"),
            "TF_DETERMINISTIC_OPS",
            "1")
        : Map.of("XLA_FLAGS", GpuExperiment.xlaFlags(flags));
  }
}
