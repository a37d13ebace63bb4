package io.emkd.benchmarks;

import io.emkd.cli.CliException;
import io.emkd.cli.OptionSetter;
import io.emkd.cli.Output;
import io.emkd.cli.PresetNames;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.grpc.configuration.TrainingConfigurations;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.device.MatrixProductCeiling;
import io.emkd.tensorflow.engine.OperationTime;
import io.emkd.tensorflow.engine.TensorFlowEngine;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.index.IndexSettings;
import io.emkd.tensorflow.memory.TrainingMemory;
import io.emkd.tensorflow.memory.TrainingRoom;
import io.emkd.tensorflow.process.TrainingInAProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    description = "Measures, on generated data.",
    subcommands = StorageBenchCommand.class,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd bench training --set masked_views=2 --profile",
      "  ./emkd bench growth --set hidden_size=64 --set masked_views=2",
      "  ./emkd bench serving --set hidden_size=64 --output json",
      "  ./emkd bench swaps --seconds 60",
      "  ./emkd bench storage --interactions 100000"
    })
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
          boolean profile,
      @Option(
              names = "--compilation",
              description =
                  "What of a step XLA compiles: ${COMPLETION-CANDIDATES}. Default: what suits the device.")
          @Nullable Compilation compilation,
      @Option(
              names = "--ranked",
              defaultValue = "0",
              description = "Sequences to rank after the steps, as a validation does. Default: 0.")
          int ranked)
      throws IOException, InterruptedException {
    if (steps < 1) {
      throw new CliException("--steps is " + steps + " but must be at least 1");
    }
    TrainingConfiguration configuration = options.configuration();
    Device device = Device.choose(options.device, threads);
    Device chosen = compilation == null ? device : device.with(compilation);
    TrainingBenchmark.Data data = options.data();
    double ceiling = MatrixProductCeiling.gflops(chosen);
    TrainingBenchmark.Report report =
        TrainingBenchmark.run(
            new TensorFlowEngine(chosen, IndexSettings.NEVER),
            configuration,
            data,
            steps,
            profile,
            ranked);
    if (profile && !options.result.json()) {
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
    long estimated =
        TrainingMemory.of(
                configuration,
                configuration.schedule().batchSize(),
                data.items(),
                data.attributes(),
                chosen.name().equals("cpu"))
            .total();
    if (options.result.json()) {
      System.out.printf(
          Locale.ROOT,
          "{\"seconds_per_step\": %.5f, \"first_step_seconds\": %.2f, \"seconds_to_rank\": %.4f, \"input_wait_seconds\": %.6f, \"gflop_per_step\": %.3f, \"gflops\": %.2f, \"matmul_gflops\": %.2f,"
              + " \"peak_resident_bytes\": %d, \"estimated_peak_bytes\": %d, \"device\": \"%s\", \"compilation\": \"%s\", \"profile\": [%s]}%n",
          report.secondsPerStep(),
          report.firstStepSeconds(),
          report.secondsToRank(),
          report.inputWaitSeconds(),
          report.gflopPerStep(),
          achieved,
          ceiling,
          report.peakResidentBytes(),
          estimated,
          chosen.name(),
          chosen.compilation(),
          report.profile().stream().map(BenchCommand::json).collect(Collectors.joining(", ")));
    } else {
      System.out.println(
          Output.table(
              List.of("", "value"),
              List.of(
                  List.of("seconds a step, median", BenchResults.format(report.secondsPerStep())),
                  List.of(
                      "seconds of the first step", BenchResults.format(report.firstStepSeconds())),
                  List.of(
                      "seconds to rank " + ranked + " sequences",
                      BenchResults.format(report.secondsToRank())),
                  List.of(
                      "of them waiting for input, milliseconds",
                      BenchResults.format(report.inputWaitSeconds() * 1e3)),
                  List.of(
                      "GFLOP a step that the mathematics needs",
                      BenchResults.format(report.gflopPerStep())),
                  List.of("GFLOP/s achieved", BenchResults.format(achieved)),
                  List.of("GFLOP/s of a large matrix product", BenchResults.format(ceiling)),
                  List.of("share of it", BenchResults.format(achieved / ceiling)),
                  List.of(
                      "peak resident GB", BenchResults.format(report.peakResidentBytes() / 1e9)),
                  List.of("estimated, GB", BenchResults.format(estimated / 1e9)))));
    }
    return 0;
  }

  private static String json(OperationTime time) {
    return String.format(
        Locale.ROOT,
        "{\"operation\": \"%s\", \"calls\": %d, \"seconds\": %.9f}",
        time.operation().replace("\\", "\\\\").replace("\"", "\\\""),
        time.calls(),
        time.seconds());
  }

  @Command(
      description =
          "Times training steps as the catalogue (V), the window (T) and the ensemble (N) grow.",
      mixinStandardHelpOptions = true)
  int growth(
      @Mixin BenchOptions options,
      @Option(
              names = "--steps",
              defaultValue = "5",
              description = "Timed in each row, after 3 that are not. Default: 5.")
          int steps)
      throws IOException, InterruptedException {
    options.configuration();
    List<GrowthBenchmark.Row> rows =
        new GrowthBenchmark(
                List.of(
                    "--preset",
                    options.preset,
                    "--device",
                    options.device,
                    "--steps",
                    String.valueOf(steps)),
                options.settings,
                System.err::println)
            .run();
    if (options.result.json()) {
      System.out.println(
          rows.stream()
              .map(
                  row ->
                      String.format(
                          "{\"grows\": \"%s\", \"value\": %s, \"item_loss\": \"%s\", \"report\": %s}",
                          row.grows(), row.value(), row.itemLoss(), row.report()))
              .collect(Collectors.joining(", ", "[", "]")));
    } else {
      System.out.println(
          Output.table(
              List.of("", "", "item loss", "seconds a step", "peak GB"),
              rows.stream()
                  .map(
                      row ->
                          List.of(
                              row.grows(),
                              row.value(),
                              row.itemLoss(),
                              row.report() == null
                                  ? "failed"
                                  : BenchResults.format(
                                      row.report().get("seconds_per_step").asDouble()),
                              row.report() == null
                                  ? ""
                                  : BenchResults.format(
                                      row.report().get("peak_resident_bytes").asDouble() / 1e9)))
                  .toList()));
    }
    return 0;
  }

  @Command(
      description =
          "Measures the peak memory of trainings of a spread of sizes, beside what is estimated.",
      mixinStandardHelpOptions = true)
  int memory(@Mixin BenchOptions options) throws IOException {
    Device chosen = Device.choose(options.device, 0);
    EnsembleEngine engine =
        new TrainingInAProcess(
            new TensorFlowEngine(chosen, IndexSettings.NEVER),
            chosen,
            Optional.of(new TrainingRoom(chosen.name())));
    List<List<String>> rows = new ArrayList<>();
    for (MemoryBenchmark.Shape shape : MemoryBenchmark.spread()) {
      Map<String, String> settings = new LinkedHashMap<>(options.settings);
      settings.put("hidden_size", String.valueOf(shape.hiddenSize()));
      settings.put("max_length", String.valueOf(shape.maxLength()));
      settings.put("batch_size", String.valueOf(shape.batchSize()));
      settings.put("masked_views", String.valueOf(shape.maskedViews()));
      settings.put("networks", String.valueOf(shape.networks()));
      settings.put("blocks", String.valueOf(shape.blocks()));
      settings.put("heads", String.valueOf(shape.heads()));
      settings.put("item_loss", shape.itemLoss());
      TrainingConfiguration configuration =
          TrainingConfigurations.of(
              PresetNames.parse(options.preset), OptionSetter.options(settings));
      TrainingBenchmark.Data data =
          new TrainingBenchmark.Data(
              shape.items(), options.data().attributes(), 0.69 * shape.maxLength());
      long measured = MemoryBenchmark.measure(engine, configuration, data);
      System.err.println(shape + " " + (measured >> 20));
      TrainingMemory estimate =
          TrainingMemory.of(
              configuration,
              shape.batchSize(),
              shape.items(),
              data.attributes(),
              chosen.name().equals("cpu"));
      rows.add(
          List.of(
              String.valueOf(shape.hiddenSize()),
              String.valueOf(shape.maxLength()),
              String.valueOf(shape.batchSize()),
              String.valueOf(shape.maskedViews()),
              String.valueOf(shape.items()),
              String.valueOf(shape.networks()),
              String.valueOf(shape.blocks()),
              String.valueOf(shape.heads()),
              shape.itemLoss(),
              BenchResults.format(measured / 1e9),
              BenchResults.format(estimate.total() / 1e9),
              String.format(
                  Locale.ROOT, "%+.0f %%", 100.0 * (estimate.total() - measured) / measured)));
    }
    System.out.println(
        Output.table(
            List.of(
                "d", "T", "B", "M", "V", "N", "L", "H", "item loss", "peak GB", "estimate GB", ""),
            rows));
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
          double seconds,
      @Option(
              names = "--beside-training",
              description =
                  "Measure at 25 %% of saturation beside a training too, with one thread and with all.")
          boolean besideTraining,
      @Option(
              names = "--index-threshold",
              defaultValue = "0",
              description =
                  "As of serve: catalogues of at least so many items are ranked by an approximate index; 0 never. Default: 0.")
          int indexThreshold,
      @Option(
              names = "--index-recall",
              defaultValue = "0.95",
              description = "As of serve. Default: 0.95.")
          double indexRecall,
      @Option(
              names = "--item-rank",
              defaultValue = "0",
              description =
                  "In how many directions the item heads vary; 0 in all, which leaves an index nothing to go by. Default: 0.")
          int itemRank,
      @Option(
              names = "--in-flight",
              split = ",",
              paramLabel = "N",
              description =
                  "Instead of all that: so many requests at all times, such as 1,8,128, one call each and all in one stream, server and generator in processes of their own, beside the graph's run of as many alone.")
          @Nullable List<Integer> inFlight,
      @Option(
              names = "--server-cpus",
              defaultValue = "",
              description = "With --in-flight: the server's processors, such as 0-3. Default: all.")
          String serverCpus,
      @Option(
              names = "--generator-cpus",
              defaultValue = "",
              description = "With --in-flight: the generator's processors. Default: all.")
          String generatorCpus)
      throws IOException, InterruptedException {
    requirePositive(seconds);
    TrainingConfiguration configuration = options.configuration();
    if (inFlight != null) {
      return closedLoop(
          options, seconds, inFlight, new Processors(serverCpus), new Processors(generatorCpus));
    }
    if (!serverCpus.isEmpty() || !generatorCpus.isEmpty()) {
      throw new CliException("--server-cpus and --generator-cpus need --in-flight");
    }
    int hiddenSize = configuration.ensemble().hiddenSize();
    if (itemRank < 0 || itemRank > hiddenSize) {
      throw new CliException(
          "--item-rank is " + itemRank + " but must be 0 to hidden_size, " + hiddenSize);
    }
    Map<String, Number> results =
        new ServingBenchmark(
                Device.choose(options.device, 0),
                new IndexSettings(indexThreshold, indexRecall),
                configuration,
                options.data(),
                itemRank,
                seconds,
                besideTraining ? trainingEngines(options.device) : Map.of(),
                System.err::println)
            .run();
    BenchResults.print(options.result.json(), results);
    return 0;
  }

  private static int closedLoop(
      BenchOptions options,
      double seconds,
      List<Integer> inFlight,
      Processors ofServer,
      Processors ofGenerator)
      throws IOException, InterruptedException {
    for (int level : inFlight) {
      if (level < 1 || level > GeneratedModel.SEQUENCES) {
        throw new CliException(
            "--in-flight is " + level + " but must be 1 to " + GeneratedModel.SEQUENCES);
      }
    }
    BenchResults.print(
        options.result.json(),
        new ClosedLoopBenchmark(
                Device.choose(options.device, 0),
                options.configuration(),
                options.data(),
                inFlight,
                ofServer,
                ofGenerator,
                seconds,
                System.err::println)
            .run());
    return 0;
  }

  @Command(
      description =
          "Publishes, promotes, rolls back and deletes versions while requests come at half of saturation.",
      mixinStandardHelpOptions = true)
  int swaps(
      @Mixin BenchOptions options,
      @Option(names = "--seconds", defaultValue = "180", description = "Default: 180.")
          double seconds)
      throws IOException, InterruptedException {
    requirePositive(seconds);
    BenchResults.print(
        options.result.json(),
        new SwapBenchmark(
                new TensorFlowEngine(Device.choose(options.device, 0), IndexSettings.NEVER),
                options.configuration(),
                options.data(),
                seconds,
                System.err::println)
            .run());
    return 0;
  }

  private static void requirePositive(double seconds) {
    if (!(seconds > 0)) {
      throw new CliException("--seconds is " + seconds + " but must be above 0");
    }
  }

  private static Map<String, EnsembleEngine> trainingEngines(String device) {
    Map<String, EnsembleEngine> engines = new LinkedHashMap<>();
    engines.put("one_thread", new TensorFlowEngine(Device.choose(device, 1), IndexSettings.NEVER));
    engines.put("all_threads", new TensorFlowEngine(Device.choose(device, 0), IndexSettings.NEVER));
    return engines;
  }
}
