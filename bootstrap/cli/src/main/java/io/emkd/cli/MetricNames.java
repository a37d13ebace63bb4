package io.emkd.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The order in which metrics are shown: by name, then by number: HR@5, HR@10, MRR, NDCG@5. */
public final class MetricNames {
  /** By which a training chooses its best epoch, in {@code Model.validation}. */
  static final String SELECTION_METRIC = "NDCG@10";

  private static final Comparator<String> ORDER =
      Comparator.comparing((String name) -> name.replaceAll("@.*", ""))
          .thenComparingInt(MetricNames::cutoff);

  private MetricNames() {}

  public static List<String> ordered(Collection<String> names) {
    return names.stream().sorted(ORDER).toList();
  }

  private static int cutoff(String name) {
    String digits = name.replaceAll(".*@|\\D", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }
}
