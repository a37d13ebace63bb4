package io.emkd.experiments;

import io.emkd.cli.CliException;
import io.emkd.cli.OptionSetter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "experiment",
    description = "Repeats published experiments.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd experiment paper --dataset beauty --set epochs=20 \\",
      "    beauty.inter beauty.item"
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
          Map<String, String> settings,
      @Parameters(
              arity = "0..*",
              paramLabel = "FILE",
              description = "The dataset's .inter and .item files; needed the first time.")
          List<Path> files)
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
}
