package io.emkd.experiments.search;

import io.emkd.cli.BuildFacts;
import io.emkd.experiments.results.DataFacts;
import io.emkd.report.Blocks;
import io.emkd.report.Chart;
import io.emkd.report.LineChart;
import io.emkd.report.PointChart;
import io.emkd.report.ReportPage;
import io.emkd.v1.GetDatasetResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A search as a page with pictures: how the trials went on, and what each setting did to them. */
final class SearchPage {
  private final SearchCommand command;
  private final GetDatasetResponse dataset;
  private final SearchTable table;
  private final SearchSpace space;

  /**
   * @param table whose cells the page's table has
   */
  SearchPage(
      SearchCommand command, GetDatasetResponse dataset, SearchTable table, SearchSpace space) {
    this.command = command;
    this.dataset = dataset;
    this.table = table;
    this.space = space;
  }

  ReportPage of(List<TrialResult> all, TrialResult winner, Optional<Map<String, Double>> test) {
    ReportPage page =
        new ReportPage(
            "search on " + command.dataset,
            "Trials of settings that were drawn, the better ones trained again for more epochs; "
                + TrialResult.METRIC
                + " of the validation split.");
    page.part("The best", Blocks.text(table.winner(winner, test)), Blocks.facts(winner.settings()));
    page.part(
        "All trials",
        Blocks.table(
            table.columns().stream()
                .map(title -> new Blocks.Column(title, !title.equals("settings")))
                .toList(),
            table.rows(all)));
    table.notTrained().ifPresent(reasons -> page.part("Not trained", Blocks.text(reasons)));
    List<Chart> charts = settings(all);
    if (!charts.isEmpty()) {
      page.part(
          "What each setting did",
          Blocks.charts(charts),
          Blocks.text(
              "The trials that were drawn, in the first round, for which all had as many epochs, by one setting; the others differ as well."));
    }
    if (all.stream().anyMatch(result -> result.round() > 1)) {
      page.part("How they went on", Blocks.charts(List.of(rounds(all))));
    }
    page.part("What it was made of", Blocks.facts(provenance()));
    return page;
  }

  /** A chart for each setting that is a number, where two trials or more differ by it. */
  private List<Chart> settings(List<TrialResult> all) {
    List<Chart> charts = new ArrayList<>();
    for (Dimension dimension : space.dimensions()) {
      if (dimension.isOfNumbers()) {
        List<PointChart.Point> points = points(all, dimension.key());
        if (points.stream().map(PointChart.Point::across).distinct().count() > 1) {
          charts.add(
              new PointChart(
                  TrialResult.METRIC + " over " + dimension.key(),
                  new LineChart.Axis(
                      dimension.key(),
                      dimension.isLogarithmic()
                          ? LineChart.Scale.LOGARITHMIC
                          : LineChart.Scale.EVEN),
                  TrialResult.METRIC,
                  points));
        }
      }
    }
    return charts;
  }

  /** Trials of the first round; the first has none of the settings that were drawn. */
  private static List<PointChart.Point> points(List<TrialResult> all, String key) {
    List<PointChart.Point> points = new ArrayList<>();
    for (TrialResult result : all) {
      String value = result.drawn().get(key);
      if (result.round() == 1 && value != null) {
        points.add(
            new PointChart.Point(
                String.valueOf(result.trial()), Double.parseDouble(value), result.score()));
      }
    }
    return points;
  }

  private LineChart rounds(List<TrialResult> all) {
    Map<Integer, List<TrialResult>> byTrial = new TreeMap<>();
    all.forEach(
        result -> byTrial.computeIfAbsent(result.trial(), t -> new ArrayList<>()).add(result));
    return new LineChart(
        TrialResult.METRIC + " over epochs",
        List.of(new LineChart.Axis("epochs", LineChart.Scale.LOGARITHMIC)),
        byTrial.entrySet().stream()
            .map(
                trial ->
                    new LineChart.Line(
                        "trial " + trial.getKey(),
                        List.of(
                            trial.getValue().stream()
                                .mapToDouble(
                                    result -> Double.parseDouble(result.settings().get("epochs")))
                                .toArray()),
                        trial.getValue().stream().mapToDouble(TrialResult::score).toArray()))
            .toList(),
        false);
  }

  private Map<String, String> provenance() {
    Map<String, String> facts = DataFacts.of(command.dataset, dataset);
    facts.put("preset", command.preset);
    facts.put("space", String.join(", ", command.space));
    facts.put("seed of the draws", String.valueOf(command.drawSeed));
    facts.put("program", BuildFacts.read().program());
    return facts;
  }
}
