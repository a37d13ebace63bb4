package io.emkd.experiments.comparison;

import io.emkd.v1.DatasetSize;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Results as a page of Markdown: a table with means and deviations over seeds, and a picture. */
final class ResultsTable {
  private final String experiment;
  private final String dataset;
  private final DatasetSize size;
  private final String preset;

  ResultsTable(String experiment, String dataset, DatasetSize size, String preset) {
    this.experiment = experiment;
    this.dataset = dataset;
    this.size = size;
    this.preset = preset;
  }

  String of(ResultRows rows) {
    StringBuilder page = new StringBuilder();
    page.append(
        String.format(
            Locale.ROOT,
            "# %s on %s%n%d users, %d items, %d interactions; preset %s, %s; test split.%n%n",
            experiment,
            dataset,
            size.getUsers(),
            size.getItems(),
            size.getInteractions(),
            preset,
            rows.shared()));
    page.append(
        "| row | its own | seeds | NDCG@10 | HR@10 | MRR | validation NDCG@10 | NDCG@10 to the first | minutes |\n"
            + "|---|---|---|---|---|---|---|---|---|\n");
    rows.all().forEach(row -> page.append(line(row, rows.own(row))));
    page.append(
        "\nMean and standard deviation over seeds. The difference to the first row's version of the same seed is the mean over seeds; in"
            + " brackets, in how many of them the paired bootstrap's whole interval of 0.95 over users lies above or below 0.\n\n");
    page.append(picture(rows.all()));
    return page.toString();
  }

  private static String line(List<RowResult> row, String own) {
    RowResult first = row.get(0);
    boolean baseline = first.baseline();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %s | %s | %s |%n",
        first.row(),
        own,
        baseline ? "" : row.size(),
        ResultRows.metric(row, result -> result.test().get(ResultRows.NDCG)),
        ResultRows.metric(row, result -> result.test().get(ResultRows.HIT_RATIO)),
        ResultRows.metric(row, result -> result.test().get(ResultRows.RECIPROCAL_RANK)),
        baseline ? "" : ResultRows.metric(row, result -> result.validation().get(ResultRows.NDCG)),
        ResultRows.difference(row),
        baseline ? "" : String.format(Locale.ROOT, "%.1f", ResultRows.minutes(row)));
  }

  private static String picture(Collection<List<RowResult>> rows) {
    return "```mermaid\nxychart-beta horizontal\n    title \"test NDCG@10\"\n    x-axis ["
        + rows.stream().map(row -> '"' + row.get(0).row() + '"').collect(Collectors.joining(", "))
        + "]\n    y-axis \"NDCG@10\"\n    bar ["
        + rows.stream()
            .map(
                row ->
                    String.format(
                        Locale.ROOT,
                        "%.4f",
                        ResultRows.stats(row, r -> r.test().get(ResultRows.NDCG)).mean()))
            .collect(Collectors.joining(", "))
        + "]\n```\n";
  }
}
