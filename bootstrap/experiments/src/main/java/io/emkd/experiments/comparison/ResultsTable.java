package io.emkd.experiments.comparison;

import com.google.common.math.Stats;
import io.emkd.experiments.comparison.RowResult.Difference;
import io.emkd.v1.DatasetSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Results as a page of Markdown: a table with means and deviations over seeds, and a picture. */
final class ResultsTable {
  static final String NDCG = "NDCG@10";
  private static final String HIT_RATIO = "HR@10";
  private static final String RECIPROCAL_RANK = "MRR";

  /** What it shows of the test split. */
  static final Set<String> OF_TEST = Set.of(NDCG, HIT_RATIO, RECIPROCAL_RANK);

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

  String of(List<RowResult> results) {
    Map<String, List<RowResult>> rows =
        results.stream()
            .collect(
                Collectors.groupingBy(RowResult::row, LinkedHashMap::new, Collectors.toList()));
    Map<String, String> shared = shared(results);
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
            shown(shared)));
    page.append(
        "| row | its own | seeds | NDCG@10 | HR@10 | MRR | validation NDCG@10 | NDCG@10 to the first | minutes |\n"
            + "|---|---|---|---|---|---|---|---|---|\n");
    rows.values().forEach(row -> page.append(line(row, shared)));
    page.append(
        "\nMean and standard deviation over seeds. The difference to the first row's version of the same seed is the mean over seeds; in"
            + " brackets, in how many of them the paired bootstrap's whole interval of 0.95 over users lies above or below 0.\n\n");
    page.append(picture(rows));
    return page.toString();
  }

  /** What all that was trained has in common, the seed apart. */
  private static Map<String, String> shared(List<RowResult> results) {
    Map<String, String> shared = new TreeMap<>();
    results.stream()
        .filter(result -> !result.baseline())
        .limit(1)
        .forEach(result -> shared.putAll(result.settings()));
    shared.remove("seed");
    results.stream()
        .filter(result -> !result.baseline())
        .forEach(result -> shared.entrySet().retainAll(result.settings().entrySet()));
    return shared;
  }

  private static String line(List<RowResult> row, Map<String, String> shared) {
    RowResult first = row.get(0);
    boolean baseline = first.baseline();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %s | %s | %s |%n",
        first.row(),
        shown(own(first, shared)),
        baseline ? "" : row.size(),
        metric(row, result -> result.test().get(NDCG)),
        metric(row, result -> result.test().get(HIT_RATIO)),
        metric(row, result -> result.test().get(RECIPROCAL_RANK)),
        baseline ? "" : metric(row, result -> result.validation().get(NDCG)),
        difference(row),
        baseline
            ? ""
            : String.format(
                Locale.ROOT,
                "%.1f",
                Stats.meanOf(row.stream().mapToDouble(RowResult::seconds).toArray()) / 60));
  }

  private static Map<String, String> own(RowResult result, Map<String, String> shared) {
    Map<String, String> own = new TreeMap<>(result.settings());
    own.keySet().removeAll(shared.keySet());
    own.remove("seed");
    return own;
  }

  private static String shown(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining(" "));
  }

  private static String metric(List<RowResult> row, ToDoubleFunction<RowResult> value) {
    Stats stats = Stats.of(row.stream().mapToDouble(value).toArray());
    return stats.count() == 1
        ? String.format(Locale.ROOT, "%.4f", stats.mean())
        : String.format(Locale.ROOT, "%.4f ± %.4f", stats.mean(), stats.sampleStandardDeviation());
  }

  private static String difference(List<RowResult> row) {
    List<Difference> differences =
        row.stream().map(RowResult::difference).filter(Objects::nonNull).toList();
    if (differences.isEmpty()) {
      return "";
    }
    double mean = Stats.meanOf(differences.stream().mapToDouble(Difference::value).toArray());
    long sure = differences.stream().filter(one -> one.sign() == (int) Math.signum(mean)).count();
    return String.format(Locale.ROOT, "%+.4f (%d of %d)", mean, sure, differences.size());
  }

  private static String picture(Map<String, List<RowResult>> rows) {
    return "```mermaid\nxychart-beta horizontal\n    title \"test NDCG@10\"\n    x-axis ["
        + rows.keySet().stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "))
        + "]\n    y-axis \"NDCG@10\"\n    bar ["
        + rows.values().stream()
            .map(
                row ->
                    String.format(
                        Locale.ROOT,
                        "%.4f",
                        Stats.meanOf(row.stream().mapToDouble(r -> r.test().get(NDCG)).toArray())))
            .collect(Collectors.joining(", "))
        + "]\n```\n";
  }
}
