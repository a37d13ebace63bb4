package io.emkd.cli;

import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainingEvent;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "train",
    description =
        "Trains a model and publishes a version of it. The training goes on if this command is stopped.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd train --dataset ml-100k --model films",
      "  ./emkd train --dataset ml-100k --model films --preset small \\",
      "    --set epochs=20 --set heads=4",
      "  id=$(./emkd train --dataset ml-100k --model films --detach)"
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin ServerConnection server;
  @Mixin ResultFormat result;

  @Option(names = "--dataset", required = true, description = "To train on.")
  String dataset;

  @Option(names = "--model", required = true, description = "To publish a version of.")
  String model;

  @Option(
      names = "--preset",
      defaultValue = "small",
      description = "beauty, toys, ml-1m, small or quick. Default: small.")
  String preset;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "An option in place of the preset's, e.g. hidden_size=64.")
  Map<String, String> settings = Map.of();

  @Option(names = "--detach", description = "Print the training's id, nothing else, and return.")
  boolean detach;

  @Option(
      names = "--request-id",
      description =
          "Of this command's own choice: run again with the same id, it trains nothing new and shows the training that it started.")
  @Nullable String requestId;

  @Option(
      names = "--report-test-metrics",
      description = "Show test metrics at each validation; they never choose the weights.")
  boolean reportTestMetrics;

  @Override
  public Integer call() {
    TrainRequest request =
        TrainRequest.newBuilder()
            .setDataset(dataset)
            .setModel(model)
            .setPreset(PresetNames.parse(preset))
            .setOptions(OptionSetter.options(settings))
            .setReportTestMetrics(reportTestMetrics)
            .build();
    if ("".equals(requestId)) {
      throw new CliException("--request-id is empty but must be an id, or be left out");
    }
    return server.call(
        channel -> {
          Iterator<TrainingEvent> events =
              StartedTraining.events(channel, request, detach, requestId);
          return TrainingEvents.show(events, result, detach);
        });
  }
}
