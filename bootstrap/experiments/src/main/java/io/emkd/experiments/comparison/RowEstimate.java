package io.emkd.experiments.comparison;

import io.emkd.experiments.results.TrainingEstimate;
import io.emkd.v1.DatasetSize;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How long rows will take, by some steps of each on this machine. */
final class RowEstimate {
  private RowEstimate() {}

  /**
   * Says it on standard error.
   *
   * @param missing how many seeds of each row there are to train
   */
  static void tell(Map<Row, Long> missing, ComparisonOptions options, DatasetSize size)
      throws IOException, InterruptedException {
    double all = 0;
    for (Map.Entry<Row, Long> row : missing.entrySet()) {
      Optional<Duration> one = TrainingEstimate.of(options.all(row.getKey()), options.preset, size);
      if (one.isEmpty()) {
        System.err.println("how long " + row.getKey().name() + " takes could not be measured");
        continue;
      }
      System.err.printf(
          "%s: %d times about %s%n",
          row.getKey().name(), row.getValue(), TrainingEstimate.shown(one.get()));
      all += one.get().toSeconds() * (double) row.getValue();
    }
    System.err.println(
        "about "
            + TrainingEstimate.shown(Duration.ofSeconds((long) all))
            + " in all, if the server is as fast");
  }
}
