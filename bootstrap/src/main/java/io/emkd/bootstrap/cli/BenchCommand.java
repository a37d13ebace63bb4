package io.emkd.bootstrap.cli;

import io.emkd.bootstrap.bench.ServingBenchmark;
import io.emkd.bootstrap.bench.TrainingBenchmark;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.Device;
import io.emkd.tensorflow.MatrixProductCeiling;
import io.emkd.tensorflow.TensorFlowEngine;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    description = "Measures, on generated data.",
    mixinStandardHelpOptions = true)
final class BenchCommand {
  private static final int PROFILED_OPERATIONS = 30;

  @Command(
      description = "Times training steps beside the machine's matrix-product ceiling.",
      mixinStandardHelpOptions = true)
  int training(
      @Mixin BenchOptions options,
      @Option(
              names = "--steps",
              defaultValue = "10",
              description = "Timed, after 3 that are not. Default: 10.")
          int steps,
      @Option(
              names = "--training-threads",
              defaultValue = "0",
              description = "Default: 0, all processors.")
          int threads,
      @Option(
              names = "--profile",
              description = "Prints the busy time of one more step, by kind of operation.")
          boolean profile)
      throws IOException {
    if (steps < 1) {
      throw new CliException("--steps is " + steps + " but must be at least 1");
    }
    TrainingConfiguration configuration = options.configuration();
    Device chosen = Device.choose(options.device, threads);
    TrainingBenchmark.Data data = options.data();
    double ceiling = MatrixProductCeiling.gflops(chosen);
    TrainingBenchmark.Report report =
        TrainingBenchmark.run(new TensorFlowEngine(chosen), configuration, data, steps, profile);
    if (profile) {
      System.out.println(
          Output.table(
              List.of("operation", "calls", "busy ms"),
              report.profile().stream()
                  .limit(PROFILED_OPERATIONS)
                  .map(
                      time ->
                          List.of(
                              time.operation(),
                              String.valueOf(time.calls()),
                              String.format(Locale.ROOT, "%.1f", time.seconds() * 1e3)))
                  .toList()));
    }
    double achieved = report.gflopPerStep() / report.secondsPerStep();
    if (options.output == Output.JSON) {
      System.out.printf(
          Locale.ROOT,
          "{\"seconds_per_step\": %.4f, \"gflop_per_step\": %.3f, \"gflops\": %.2f, \"matmul_gflops\": %.2f,"
              + " \"peak_resident_bytes\": %d, \"device\": \"%s\"}%n",
          report.secondsPerStep(),
          report.gflopPerStep(),
          achieved,
          ceiling,
          report.peakResidentBytes(),
          chosen.name());
    } else {
      System.out.println(
          Output.table(
              List.of("", "value"),
              List.of(
                  List.of("seconds a step, median", format(report.secondsPerStep())),
                  List.of("GFLOP a step that the mathematics needs", format(report.gflopPerStep())),
                  List.of("GFLOP/s achieved", format(achieved)),
                  List.of("GFLOP/s of a large matrix product", format(ceiling)),
                  List.of("share of it", format(achieved / ceiling)),
                  List.of("peak resident GB", format(report.peakResidentBytes() / 1e9)))));
    }
    return 0;
  }

  @Command(
      description =
          "Measures Recommend over a socket with generated weights: saturation, idle latency, latency under load.",
      mixinStandardHelpOptions = true)
  int serving(
      @Mixin BenchOptions options,
      @Option(
              names = "--seconds",
              defaultValue = "10",
              description = "Of each measurement. Default: 10.")
          double seconds)
      throws IOException {
    if (!(seconds > 0)) {
      throw new CliException("--seconds is " + seconds + " but must be above 0");
    }
    TrainingConfiguration configuration = options.configuration();
    Map<String, Number> results =
        new ServingBenchmark(
                new TensorFlowEngine(Device.choose(options.device, 0)),
                configuration,
                options.data(),
                seconds,
                System.err::println)
            .run();
    if (options.output == Output.JSON) {
      System.out.println(
          results.entrySet().stream()
              .map(result -> "\"" + result.getKey() + "\": " + number(result.getValue()))
              .collect(Collectors.joining(", ", "{", "}")));
    } else {
      System.out.println(
          Output.table(
              List.of("", "value"),
              results.entrySet().stream()
                  .map(result -> List.of(result.getKey(), number(result.getValue())))
                  .toList()));
    }
    return 0;
  }

  private static String number(Number value) {
    return value instanceof Long ? value.toString() : format(value.doubleValue());
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
