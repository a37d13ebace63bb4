package io.emkd.experiments.comparison;

import io.emkd.experiments.results.MarkdownPage;
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
    return MarkdownPage.head(experiment, dataset, size, preset)
        + String.format(", %s; test split.%n%n", rows.shared())
        + MarkdownPage.table(ResultRows.COLUMNS, rows.all().stream().map(rows::cells).toList())
        + "\n"
        + ResultRows.NOTE
        + "\n\n"
        + picture(rows.all());
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
