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
    page.append(line(ResultRows.COLUMNS));
    page.append("|---".repeat(ResultRows.COLUMNS.size())).append("|\n");
    rows.all().forEach(row -> page.append(line(rows.cells(row))));
    page.append("\n" + ResultRows.NOTE + "\n\n");
    page.append(picture(rows.all()));
    return page.toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
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
