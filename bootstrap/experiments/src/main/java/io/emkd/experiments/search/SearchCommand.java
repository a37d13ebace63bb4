package io.emkd.experiments.search;

import io.emkd.cli.ServerConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "search",
    description =
        "Draws settings from a space, trains each by a server for few epochs and the better ones by validation for more, and"
            + " says which are the best. Started again, it goes on where it was interrupted.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd experiment search --dataset beauty --trials 27 \\",
      "    --space 'learning_rate=0.0005..0.005:log' --space 'dropout=0.2|0.5'",
      "  ./emkd experiment search --dataset ml-100k --rounds 1 --trials 8 \\",
      "    --space 'hidden_size=32|64' --space 'max_length=20..60'"
    })
public final class SearchCommand implements Callable<Integer> {
  @Mixin ServerConnection server;

  @Option(
      names = "--dataset",
      required = true,
      description = "To train on; the server has it. It should not grow meanwhile.")
  String dataset;

  @Option(
      names = "--preset",
      defaultValue = "quick",
      description = "beauty, toys, ml-1m, small or quick. Default: quick.")
  String preset;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "An option in place of the preset's, for all trials; epochs are those of the last round.")
  Map<String, String> settings = Map.of();

  @Option(
      names = "--space",
      required = true,
      paramLabel = "KEY=VALUES",
      description =
          "What is searched for a setting: 'A|B|C' one of these, 'LOW..HIGH' a number evenly drawn, 'LOW..HIGH:log' evenly"
              + " by its logarithm.")
  List<String> space;

  @Option(
      names = "--trials",
      defaultValue = "9",
      description = "Of the first round; the preset's own settings are the first. Default: 9.")
  int trials;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description =
          "The last has all epochs, each before it a part (--keep) of the next one's; 1 is random search. Default: 3.")
  int rounds;

  @Option(
      names = "--keep",
      defaultValue = "3",
      paramLabel = "K",
      description =
          "One trial in K goes on to the next round, with K times the epochs. Default: 3.")
  int keep;

  @Option(
      names = "--estimate",
      paramLabel = "TRUTH",
      arity = "1",
      defaultValue = "true",
      description =
          "Time some steps on this machine first, and say how long all will take. Default: true.")
  boolean estimate;

  @Option(
      names = "--draw-seed",
      defaultValue = "1",
      description = "Which settings are drawn; that of trainings is --set seed=. Default: 1.")
  long drawSeed;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description =
          "JSON lines, one a trial and round; what is in it already is not trained again. The tables are written beside it as"
              + " FILE.md, and with pictures as FILE.html. Default: emkd-search-DATASET.jsonl.")
  @Nullable Path results;

  @Override
  public Integer call() {
    return new SearchRun(this).run();
  }

  Path resultsFile() {
    return results == null ? Path.of("emkd-search-" + dataset + ".jsonl") : results;
  }
}
