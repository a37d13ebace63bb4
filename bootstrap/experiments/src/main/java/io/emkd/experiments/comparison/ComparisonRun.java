package io.emkd.experiments.comparison;

import io.emkd.cli.CliException;
import io.emkd.cli.OptionSetter;
import io.emkd.cli.PresetNames;
import io.emkd.domain.evaluation.baseline.Baselines;
import io.emkd.experiments.comparison.RowResult.Difference;
import io.emkd.experiments.results.ResultsFile;
import io.emkd.experiments.results.TrainingServer;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.GetDatasetResponse;
import io.emkd.v1.Model;
import io.emkd.v1.TrainRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Trains each row with each seed, one after the other, all rows with the first seed before any with
 * the second. What was trained is found again by a key of data, preset, settings and seed: started
 * again, it goes on where it was interrupted, and with other settings it trains anew.
 */
final class ComparisonRun {
  /** As many as show how ranks are distributed. */
  private static final List<Integer> CUTOFFS = List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000);

  private final String experiment;
  private final ComparisonOptions options;
  private final List<Row> rows;

  /**
   * @param experiment its name, as part of files' and models' names
   * @throws CliException if the options make no sense
   */
  ComparisonRun(String experiment, ComparisonOptions options, List<Row> standard) {
    this.experiment = experiment;
    this.options = options;
    this.rows = options.rows(standard);
  }

  /** The exit status: 0 if every row was trained and evaluated. */
  int run() {
    Path path = options.results(experiment);
    return options.server.call(
        channel -> {
          try {
            return run(
                new TrainingServer(channel, options.protocol(), CUTOFFS),
                ResultsFile.open(path, RowResult.class, RowResult.BEGINNING),
                path);
          } catch (IOException unwritable) {
            throw new UncheckedIOException(path.toString(), unwritable);
          }
        });
  }

  private int run(TrainingServer server, ResultsFile<RowResult> results, Path path)
      throws IOException {
    GetDatasetResponse dataset = server.dataset(options.dataset);
    if (options.estimate) {
      estimate(dataset, results);
    }
    List<RowResult> found = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (long seed : options.seeds) {
      Optional<String> reference = Optional.empty();
      for (Row row : rows) {
        String key = key(dataset, row, seed);
        Optional<RowResult> result = results.of(key);
        if (result.isEmpty()) {
          System.err.printf("== %s, seed %d: %s%n", row.name(), seed, options.all(row));
          result = trained(server, row, seed, key, reference);
          if (result.isPresent()) {
            results.add(result.get());
          }
        } else if (!isTo(reference, result.get())) {
          result = Optional.of(compared(server, results, result.get(), reference));
        }
        result.ifPresentOrElse(found::add, () -> failed.add(row.name() + " with seed " + seed));
        if (reference.isEmpty() && row.equals(rows.get(0))) {
          reference = result.map(RowResult::model);
        }
      }
    }
    failed.forEach(name -> System.err.println("failed: " + name));
    if (found.isEmpty()) {
      // There may be a report of before.
      return 1;
    }
    found.addAll(baselines(server, results, dataset, found));
    ResultRows rowsOfAll = new ResultRows(found);
    String tables =
        new ResultsTable(experiment, options.dataset, dataset.getSize(), options.preset)
            .of(rowsOfAll);
    Path report = path.resolveSibling(path.getFileName() + ".md");
    Files.writeString(report, tables);
    Path page = path.resolveSibling(path.getFileName() + ".html");
    new ResultsPage(experiment, options, dataset, rowsOfAll, failed)
        .of(server.environment(found.get(0).model()))
        .write(page);
    System.out.println(tables);
    System.err.println("written to " + path + ", " + report + " and " + page);
    return failed.isEmpty() ? 0 : 1;
  }

  private Optional<RowResult> trained(
      TrainingServer server, Row row, long seed, String key, Optional<String> reference) {
    Map<String, String> settings = settings(row, seed);
    TrainRequest request =
        TrainRequest.newBuilder()
            .setDataset(options.dataset)
            .setModel(experiment + "-" + row.name())
            .setPreset(PresetNames.parse(options.preset))
            .setOptions(OptionSetter.options(settings))
            .build();
    return TrainingServer.unlessRefused(
        row.name(),
        () ->
            server
                .trained(request, key)
                .map(trained -> result(server, row, seed, key, settings, trained, reference)));
  }

  private RowResult result(
      TrainingServer server,
      Row row,
      long seed,
      String key,
      Map<String, String> settings,
      TrainingServer.Trained trained,
      Optional<String> reference) {
    Model model = trained.model();
    EvaluateResponse tested = server.evaluate(TrainingServer.name(model), reference, false);
    return new RowResult(
        row.name(),
        seed,
        key,
        options.dataset,
        options.preset,
        settings,
        TrainingServer.name(model),
        model.getEpoch(),
        TrainingServer.seconds(trained.training()),
        new TreeMap<>(model.getValidationMap()),
        new TreeMap<>(tested.getMetrics().getValuesMap()),
        reference.map(to -> difference(tested, to)).orElse(null));
  }

  /** Whether a result's difference is to this reference; the reference itself has none. */
  private static boolean isTo(Optional<String> reference, RowResult result) {
    return reference.equals(Optional.ofNullable(result.difference()).map(Difference::to));
  }

  /** Compares what was trained before with another reference than it was compared with then. */
  private static RowResult compared(
      TrainingServer server,
      ResultsFile<RowResult> results,
      RowResult before,
      Optional<String> reference)
      throws IOException {
    RowResult now =
        before.with(
            reference
                .map(to -> difference(server.evaluate(before.model(), reference, false), to))
                .orElse(null));
    results.add(now);
    return now;
  }

  private static Difference difference(EvaluateResponse tested, String to) {
    var compared = tested.getComparison();
    return new Difference(
        to,
        compared.getDifference(),
        compared.getLowestDifference(),
        compared.getHighestDifference());
  }

  /** What the baselines reach on the same users, of the first version that there is. */
  private List<RowResult> baselines(
      TrainingServer server,
      ResultsFile<RowResult> results,
      GetDatasetResponse dataset,
      List<RowResult> found)
      throws IOException {
    List<RowResult> baselines = new ArrayList<>();
    EvaluateResponse tested = null;
    for (String name : Baselines.NAMES) {
      String key =
          ResultsFile.key(
              dataset.getFingerprint(), name, found.get(0).model(), options.protocol().name());
      Optional<RowResult> before = results.of(key);
      if (before.isPresent()) {
        baselines.add(before.get());
        continue;
      }
      if (tested == null) {
        tested = server.evaluate(found.get(0).model(), Optional.empty(), true);
      }
      RowResult result =
          new RowResult(
              name,
              found.get(0).seed(),
              key,
              options.dataset,
              "",
              Map.of(),
              "",
              0,
              0,
              Map.of(),
              new TreeMap<>(tested.getBaselinesOrThrow(name).getValuesMap()),
              null);
      results.add(result);
      baselines.add(result);
    }
    return baselines;
  }

  private void estimate(GetDatasetResponse dataset, ResultsFile<RowResult> results)
      throws IOException {
    Map<Row, Long> missing = new LinkedHashMap<>();
    for (Row row : rows) {
      long left =
          options.seeds.stream()
              .filter(seed -> results.of(key(dataset, row, seed)).isEmpty())
              .count();
      if (left > 0) {
        missing.put(row, left);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    try {
      RowEstimate.tell(missing, options, dataset.getSize());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted");
    }
  }

  private Map<String, String> settings(Row row, long seed) {
    Map<String, String> settings = new TreeMap<>(options.all(row));
    settings.put("seed", String.valueOf(seed));
    return settings;
  }

  private String key(GetDatasetResponse dataset, Row row, long seed) {
    return ResultsFile.key(
        dataset.getFingerprint(),
        options.dataset,
        experiment,
        row.name(),
        options.preset,
        settings(row, seed).toString(),
        options.protocol().name());
  }
}
