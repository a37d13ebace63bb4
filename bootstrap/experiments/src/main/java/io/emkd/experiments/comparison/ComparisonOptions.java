package io.emkd.experiments.comparison;

import io.emkd.cli.CliException;
import io.emkd.cli.OptionSetter;
import io.emkd.cli.PresetNames;
import io.emkd.cli.ServerConnection;
import io.emkd.v1.CandidateProtocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is set beside each other, on what, and where the results go. */
final class ComparisonOptions {
  enum CandidateChoice {
    UNSEEN,
    FULL,
    UNSEEN_HISTORY
  }

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
      description = "An option in place of the preset's, for all rows.")
  Map<String, String> settings = Map.of();

  @Option(
      names = "--row",
      paramLabel = "'NAME: KEY=VALUE ...'",
      description = "A row of your own, after the standard ones or in place of that of its name.")
  List<String> own = List.of();

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "NAME",
      description = "Only these, in this order. Default: all.")
  @Nullable List<String> only;

  @Option(
      names = "--reference",
      paramLabel = "NAME",
      description = "The row that the others are compared with. Default: the first.")
  @Nullable String reference;

  @Option(
      names = "--seeds",
      split = ",",
      defaultValue = "42",
      paramLabel = "SEED",
      description = "Each row is trained with each. Default: 42.")
  List<Long> seeds;

  @Option(
      names = "--candidates",
      defaultValue = "unseen",
      description = "Of the test split: unseen, full or unseen_history. Default: unseen.")
  CandidateChoice candidates;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description =
          "JSON lines, one a row and seed; what is in it already is not trained again. The tables are written beside it"
              + " as FILE.md, and with pictures as FILE.html. Default: emkd-comparison-DATASET.jsonl, or emkd-ablation-DATASET.jsonl.")
  @Nullable Path results;

  @Option(
      names = "--estimate",
      arity = "1",
      paramLabel = "TRUTH",
      defaultValue = "true",
      description =
          "Time some steps of each row on this machine first, and say how long all will take. Default: true.")
  boolean estimate;

  /**
   * The rows to train, the reference first.
   *
   * @param standard those that the experiment has
   * @throws CliException naming what is wrong with the options
   */
  List<Row> rows(List<Row> standard) {
    Map<String, Row> named = new LinkedHashMap<>();
    standard.forEach(row -> named.put(row.name(), row));
    own.stream().map(Row::parse).forEach(row -> named.put(row.name(), row));
    List<String> wanted = only == null ? List.copyOf(named.keySet()) : only;
    Set<String> once = new HashSet<>();
    List<Row> rows = new ArrayList<>();
    for (String name : wanted) {
      Row row = named.get(name);
      if (row == null) {
        throw new CliException(
            "--rows names '" + name + "' but there are " + String.join(", ", named.keySet()));
      }
      if (!once.add(name)) {
        throw new CliException("--rows names '" + name + "' twice");
      }
      rows.add(row);
    }
    String first = Optional.ofNullable(reference).orElse(rows.get(0).name());
    if (!once.contains(first)) {
      throw new CliException(
          "--reference is '" + first + "' but the rows are " + String.join(", ", once));
    }
    rows.sort(
        (left, right) -> Boolean.compare(right.name().equals(first), left.name().equals(first)));
    rows.forEach(row -> OptionSetter.options(all(row)));
    PresetNames.parse(preset);
    if (new HashSet<>(seeds).size() < seeds.size()) {
      throw new CliException("--seeds are " + seeds + " but must differ");
    }
    return rows;
  }

  /** The settings of a row, those that all share among them. */
  Map<String, String> all(Row row) {
    return row.with(settings);
  }

  CandidateProtocol protocol() {
    return CandidateProtocol.valueOf("CANDIDATE_PROTOCOL_" + candidates);
  }

  Path results(String experiment) {
    return results == null ? Path.of("emkd-" + experiment + "-" + dataset + ".jsonl") : results;
  }
}
