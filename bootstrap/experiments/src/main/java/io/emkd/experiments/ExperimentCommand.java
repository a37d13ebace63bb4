package io.emkd.experiments;

import io.emkd.cli.CliException;
import io.emkd.cli.OptionSetter;
import io.emkd.cli.PresetNames;
import io.emkd.cli.ResultFormat;
import io.emkd.experiments.comparison.AblationCommand;
import io.emkd.experiments.comparison.ComparisonCommand;
import io.emkd.experiments.search.SearchCommand;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.graph.compile.Compilation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "experiment",
    description = "Compares configurations, repeats published experiments, and tries a GPU.",
    mixinStandardHelpOptions = true,
    subcommands = {ComparisonCommand.class, AblationCommand.class, SearchCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd experiment comparison --dataset beauty --set epochs=100",
      "  ./emkd experiment ablation --dataset ml-100k --seeds 1,2,3",
      "  ./emkd experiment search --dataset beauty --space 'dropout=0.2|0.5'",
      "  ./emkd experiment paper --dataset beauty --set epochs=20 \\",
      "    beauty.inter beauty.item",
      "  ./emkd experiment gpu --data beauty --report gpu.md"
    })
final class ExperimentCommand {
  @Command(
      description =
          "Times, trains and evaluates the paper's configuration on one of its datasets, and writes the result"
              + " beside the paper's. Started again, it goes on where it was interrupted.",
      mixinStandardHelpOptions = true)
  int paper(
      @Option(
              names = "--dataset",
              required = true,
              description = "beauty, toys or ml-1m; the preset of that name is taken.")
          String dataset,
      @Option(
              names = "--data-dir",
              defaultValue = ".emkd-experiment",
              description = "Default: .emkd-experiment.")
          Path dataDirectory,
      @Option(
              names = "--device",
              defaultValue = "auto",
              description = "auto, cpu or gpu. Default: auto.")
          String device,
      @Option(
              names = "--set",
              paramLabel = "KEY=VALUE",
              description = "An option in place of the preset's, e.g. epochs=20.")
          @Nullable Map<String, String> settings,
      @Parameters(
              arity = "0..*",
              paramLabel = "FILE",
              description = "The dataset's .inter and .item files; needed the first time.")
          @Nullable List<Path> files)
      throws IOException, InterruptedException {
    if (!PaperResult.datasets().contains(dataset)) {
      throw new CliException(
          "--dataset is '" + dataset + "' but must be one of " + PaperResult.datasets());
    }
    Map<String, String> given = settings == null ? Map.of() : settings;
    OptionSetter.options(given);
    return new PaperExperiment(
            PaperResult.of(dataset),
            dataDirectory,
            device,
            given.entrySet().stream().map(s -> s.getKey() + "=" + s.getValue()).toList(),
            files == null ? List.of() : files)
        .run();
  }

  @Command(
      description =
          "Tries a device, each step with a time limit of its own: golden vectors, the times of all variants of a"
              + " step, a profile of the best, a training of some minutes and its evaluation. Writes one report.",
      mixinStandardHelpOptions = true)
  int gpu(
      @Option(
              names = "--preset",
              defaultValue = "beauty",
              description = "beauty, toys, ml-1m, small or quick. Default: beauty.")
          String preset,
      @Option(
              names = "--data",
              paramLabel = "DIR",
              description =
                  "A folder of the dataset's .inter and .item files. Default: nothing is trained.")
          @Nullable Path data,
      @Option(
              names = "--golden",
              paramLabel = "DIR",
              description = "A folder of golden cases. Default: those of the sources, if found.")
          @Nullable Path golden,
      @Option(
              names = "--report",
              paramLabel = "FILE",
              defaultValue = "emkd-gpu.md",
              description =
                  "The report, Markdown; the same is written as JSON beside it. Default: emkd-gpu.md.")
          Path report,
      @Option(
              names = "--device",
              defaultValue = "gpu",
              description = "auto, cpu or gpu. Default: gpu.")
          String device,
      @Option(
              names = "--set",
              paramLabel = "KEY=VALUE",
              description = "An option in place of the preset's and of each variant's.")
          @Nullable Map<String, String> settings,
      @Option(
              names = "--steps",
              defaultValue = "30",
              description = "Timed of each variant, after 3 that are not. Default: 30.")
          int steps,
      @Option(
              names = "--ranked",
              defaultValue = "22363",
              description = "Sequences to rank of each variant. Default: 22363, beauty's users.")
          int ranked,
      @Mixin StepLimits limits)
      throws IOException, InterruptedException {
    StepLimits.requirePositive("--steps", steps);
    PresetNames.parse(preset);
    Map<String, String> given = settings == null ? Map.of() : settings;
    OptionSetter.options(given);
    return new GpuExperiment(
            new GpuExperiment.Plan(
                preset,
                Optional.ofNullable(golden),
                Optional.ofNullable(data),
                report,
                device,
                given,
                steps,
                ranked,
                limits.limits()))
        .run();
  }

  @Command(
      description =
          "Compares golden cases, which the authors' code computed, with what a device computes. On a GPU, start it"
              + " with NVIDIA_TF32_OVERRIDE=0.",
      mixinStandardHelpOptions = true)
  int golden(
      @Option(
              names = "--golden",
              paramLabel = "DIR",
              description = "A folder of golden cases. Default: those of the sources, if found.")
          @Nullable Path golden,
      @Option(
              names = "--device",
              defaultValue = "auto",
              description = "auto, cpu or gpu. Default: auto.")
          String device,
      @Option(
              names = "--compilation",
              description =
                  "What of a step XLA compiles: ${COMPLETION-CANDIDATES}. Default: what suits the device.")
          @Nullable Compilation compilation,
      @Mixin ResultFormat result)
      throws IOException {
    Device chosen = Device.choose(device, 0);
    Path folder =
        Optional.ofNullable(golden)
            .or(GoldenStep::ofTheSources)
            .orElseThrow(
                () -> new CliException("there is no source tree here: --golden names a folder"));
    return GoldenCheck.run(
        folder, compilation == null ? chosen : chosen.with(compilation), result.json());
  }
}
