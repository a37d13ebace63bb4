package io.emkd.experiments.comparison;

import com.google.common.math.Stats;
import io.emkd.experiments.comparison.RowResult.Difference;
import io.emkd.experiments.results.MarkdownPage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Results by row, each with one of every seed, as tables and pictures show them. */
final class ResultRows {
  static final String NDCG = "NDCG@10";
  static final String HIT_RATIO = "HR@10";
  static final String RECIPROCAL_RANK = "MRR";

  /** What is shown of the test split. */
  static final Set<String> OF_TEST = Set.of(NDCG, HIT_RATIO, RECIPROCAL_RANK);

  /** What a table says of each row. */
  static final List<String> COLUMNS =
      List.of(
          "row",
          "its own settings",
          "seeds",
          NDCG,
          HIT_RATIO,
          RECIPROCAL_RANK,
          "validation " + NDCG,
          NDCG + " to the first",
          "minutes");

  /** What is to be known of {@link #COLUMNS}. */
  static final String NOTE =
      "Mean and standard deviation over seeds. The difference to the first row's version of the same seed is the mean over seeds; in"
          + " brackets, in how many of them the paired bootstrap's whole interval of 0.95 over users lies above or below 0.";

  private final Map<String, List<RowResult>> rows;
  private final Map<String, String> shared;

  ResultRows(List<RowResult> results) {
    rows =
        results.stream()
            .collect(
                Collectors.groupingBy(RowResult::row, LinkedHashMap::new, Collectors.toList()));
    shared = shared(results);
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

  /** In the order in which they were found. */
  Collection<List<RowResult>> all() {
    return rows.values();
  }

  String shared() {
    return MarkdownPage.settings(shared);
  }

  /** The settings that a row does not share with all others. */
  String own(List<RowResult> row) {
    Map<String, String> own = new TreeMap<>(row.get(0).settings());
    own.keySet().removeAll(shared.keySet());
    own.remove("seed");
    return MarkdownPage.settings(own);
  }

  /** A row's cells, one for each of {@link #COLUMNS}. */
  List<String> cells(List<RowResult> row) {
    boolean baseline = row.get(0).baseline();
    return List.of(
        row.get(0).row(),
        own(row),
        baseline ? "" : String.valueOf(row.size()),
        metric(row, result -> result.test().get(NDCG)),
        metric(row, result -> result.test().get(HIT_RATIO)),
        metric(row, result -> result.test().get(RECIPROCAL_RANK)),
        baseline ? "" : metric(row, result -> result.validation().get(NDCG)),
        difference(row),
        baseline ? "" : String.format(Locale.ROOT, "%.1f", minutes(row)));
  }

  static Stats stats(List<RowResult> row, ToDoubleFunction<RowResult> value) {
    return Stats.of(row.stream().mapToDouble(value).toArray());
  }

  /** The mean, with the standard deviation where there are several seeds. */
  static String metric(List<RowResult> row, ToDoubleFunction<RowResult> value) {
    Stats stats = stats(row, value);
    return stats.count() == 1
        ? String.format(Locale.ROOT, "%.4f", stats.mean())
        : String.format(Locale.ROOT, "%.4f ± %.4f", stats.mean(), stats.sampleStandardDeviation());
  }

  /** The mean to the reference, and with how many seeds it is more than chance. */
  static String difference(List<RowResult> row) {
    List<Difference> differences =
        row.stream().map(RowResult::difference).filter(Objects::nonNull).toList();
    if (differences.isEmpty()) {
      return "";
    }
    double mean = Stats.meanOf(differences.stream().mapToDouble(Difference::value).toArray());
    long sure = differences.stream().filter(one -> one.sign() == (int) Math.signum(mean)).count();
    return String.format(Locale.ROOT, "%+.4f (%d of %d)", mean, sure, differences.size());
  }

  static double minutes(List<RowResult> row) {
    return stats(row, RowResult::seconds).mean() / 60;
  }
}
