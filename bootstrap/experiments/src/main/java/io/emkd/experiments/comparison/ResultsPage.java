package io.emkd.experiments.comparison;

import com.google.common.math.Stats;
import io.emkd.cli.BuildFacts;
import io.emkd.experiments.results.DataFacts;
import io.emkd.report.BarChart;
import io.emkd.report.Blocks;
import io.emkd.report.LineChart;
import io.emkd.report.PointChart;
import io.emkd.report.ReportPage;
import io.emkd.v1.GetDatasetResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Results as a page with pictures: bars with deviations, ranks, time, and tables of all. */
final class ResultsPage {
  private static final String HIT_RATIO_AT = "HR@";

  private static final Set<String> WORDS = Set.of("row", "its own settings");

  private static final List<Blocks.Column> SEED_COLUMNS =
      List.of(
          new Blocks.Column("version", false),
          new Blocks.Column("seed", true),
          new Blocks.Column("epoch", true),
          new Blocks.Column("NDCG@10", true),
          new Blocks.Column("validation NDCG@10", true),
          new Blocks.Column("difference", true),
          new Blocks.Column("its interval", true));

  private final String experiment;
  private final ComparisonOptions options;
  private final GetDatasetResponse dataset;
  private final ResultRows rows;
  private final List<String> failed;

  /**
   * @param failed what is missing, each a row and its seed
   */
  ResultsPage(
      String experiment,
      ComparisonOptions options,
      GetDatasetResponse dataset,
      ResultRows rows,
      List<String> failed) {
    this.experiment = experiment;
    this.options = options;
    this.dataset = dataset;
    this.rows = rows;
    this.failed = List.copyOf(failed);
  }

  /**
   * @param environment what the first version was trained with, by name; empty where it is gone
   */
  ReportPage of(Map<String, String> environment) {
    ReportPage page =
        new ReportPage(
            experiment + " on " + options.dataset,
            "Rows of settings, trained with the same seeds on the same data; metrics of the test split, "
                + options
                    .protocol()
                    .name()
                    .replaceFirst("^[A-Z]+_[A-Z]+_", "")
                    .toLowerCase(Locale.ROOT)
                + " candidates.");
    if (!failed.isEmpty()) {
      page.part("Failed", Blocks.text("Missing below: " + String.join(", ", failed) + "."));
    }
    page.part(
        "Accuracy",
        Blocks.charts(List.of(bars(ResultRows.NDCG), bars(ResultRows.HIT_RATIO))),
        Blocks.text(
            "The whiskers are standard deviations over seeds, where there are several. Baselines are quiet bars."));
    page.part(
        "All rows",
        Blocks.table(
            ResultRows.COLUMNS.stream()
                .map(title -> new Blocks.Column(title, !WORDS.contains(title)))
                .toList(),
            rows.all().stream().map(this::line).toList()),
        Blocks.text(ResultRows.NOTE));
    page.part(
        "Ranks and time",
        Blocks.charts(List.of(ranks(), time())),
        Blocks.text(
            "The held-out item is among the first K for this share of the users. Minutes are from a training's acceptance to its"
                + " publication, mean over seeds."));
    page.part("Each seed", Blocks.table(SEED_COLUMNS, seeds()));
    page.part("What it was made of", Blocks.facts(provenance(environment)));
    return page;
  }

  private BarChart bars(String metric) {
    return new BarChart(
        "Test " + metric,
        metric,
        rows.all().stream()
            .map(
                row -> {
                  Stats stats = ResultRows.stats(row, result -> result.test().get(metric));
                  return new BarChart.Bar(
                      row.get(0).row(),
                      stats.mean(),
                      stats.count() > 1 ? stats.sampleStandardDeviation() : null,
                      row.get(0).baseline());
                })
            .toList());
  }

  /** Results of older versions hold fewer Ks. */
  private LineChart ranks() {
    return new LineChart(
        "Ranks: HR@K over K",
        List.of(new LineChart.Axis("K", LineChart.Scale.LOGARITHMIC)),
        rows.all().stream().map(ResultsPage::ranks).toList(),
        false);
  }

  private static LineChart.Line ranks(List<RowResult> row) {
    List<Integer> cutoffs =
        row.get(0).test().keySet().stream()
            .filter(name -> name.startsWith(HIT_RATIO_AT))
            .filter(name -> row.stream().allMatch(result -> result.test().containsKey(name)))
            .map(name -> Integer.valueOf(name.substring(HIT_RATIO_AT.length())))
            .sorted()
            .toList();
    return new LineChart.Line(
        row.get(0).row(),
        List.of(cutoffs.stream().mapToDouble(Integer::doubleValue).toArray()),
        cutoffs.stream()
            .mapToDouble(
                k -> ResultRows.stats(row, result -> result.test().get(HIT_RATIO_AT + k)).mean())
            .toArray());
  }

  private PointChart time() {
    return new PointChart(
        "Test NDCG@10 and how long a training took",
        new LineChart.Axis("time", LineChart.Scale.DURATION),
        ResultRows.NDCG,
        rows.all().stream()
            .filter(row -> !row.get(0).baseline())
            .map(
                row ->
                    new PointChart.Point(
                        row.get(0).row(),
                        60 * ResultRows.minutes(row),
                        ResultRows.stats(row, result -> result.test().get(ResultRows.NDCG)).mean()))
            .toList());
  }

  /** Metrics are broken, where they are too long for a column, after the sign. */
  private List<String> line(List<RowResult> row) {
    return rows.cells(row).stream().map(cell -> cell.replace(" ±", "\u00a0±")).toList();
  }

  private List<List<String>> seeds() {
    List<List<String>> lines = new ArrayList<>();
    rows.all().stream()
        .flatMap(List::stream)
        .filter(result -> !result.baseline())
        .sorted(Comparator.comparing(RowResult::seed))
        .forEach(
            result -> {
              RowResult.Difference difference = result.difference();
              lines.add(
                  List.of(
                      result.model(),
                      String.valueOf(result.seed()),
                      String.valueOf(result.epoch()),
                      ResultRows.metric(List.of(result), one -> one.test().get(ResultRows.NDCG)),
                      ResultRows.metric(
                          List.of(result), one -> one.validation().get(ResultRows.NDCG)),
                      difference == null ? "" : shown("%+.4f", difference.value()),
                      difference == null
                          ? ""
                          : shown("%+.4f to %+.4f", difference.lowest(), difference.highest())));
            });
    return lines;
  }

  private static String shown(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private Map<String, String> provenance(Map<String, String> environment) {
    BuildFacts build = BuildFacts.read();
    Map<String, String> facts = DataFacts.of(options.dataset, dataset);
    facts.put("preset", options.preset);
    facts.put("settings of all rows", rows.shared());
    facts.put(
        "seeds", options.seeds.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    Stream.of("device", "java", "os")
        .filter(environment::containsKey)
        .forEach(name -> facts.put(name, environment.get(name)));
    facts.put("program", build.program());
    return facts;
  }
}
