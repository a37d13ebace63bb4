package io.emkd.benchmarks;

import io.emkd.cli.OptionSetter;
import io.emkd.cli.PresetNames;
import io.emkd.cli.ResultFormat;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.grpc.configuration.TrainingConfigurations;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every benchmark: the configuration that is measured, and the output. */
final class BenchOptions {
  @Option(
      names = "--preset",
      defaultValue = "beauty",
      description = "beauty, toys, ml-1m, small or quick. Default: beauty.")
  String preset;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "An option in place of the preset's.")
  Map<String, String> settings = Map.of();

  @Option(names = "--items", description = "V. Default: the preset's dataset's.")
  @Nullable Integer items;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu or gpu. Default: auto.")
  String device;

  @Mixin ResultFormat result;

  TrainingConfiguration configuration() {
    return TrainingConfigurations.of(PresetNames.parse(preset), OptionSetter.options(settings));
  }

  /** Items, attributes and the share of positions that are not padding, of the preset's dataset. */
  TrainingBenchmark.Data data() {
    int length = configuration().ensemble().maxLength();
    TrainingBenchmark.Data own =
        switch (PresetNames.parse(preset)) {
          case PRESET_TOYS -> new TrainingBenchmark.Data(11924, 1027, 0.57 * length);
          case PRESET_ML_1M -> new TrainingBenchmark.Data(3706, 18, length);
          default -> new TrainingBenchmark.Data(12101, 637, 0.69 * length);
        };
    return items == null
        ? own
        : new TrainingBenchmark.Data(items, own.attributes(), own.meanLength());
  }
}
