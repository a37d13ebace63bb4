package io.emkd.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a training step grows with the catalogue, the window and the ensemble: one process a row, so
 * that each row's memory is its own.
 */
final class GrowthBenchmark {
  /** [K, V+1] logits of more items than this take tens of gigabytes. */
  private static final int MOST_ITEMS_IN_FULL = 100_000;

  /**
   * A row of the table.
   *
   * @param report what {@code bench training --output json} says, unless the row failed
   */
  public record Row(String grows, String value, String itemLoss, @Nullable JsonNode report) {}

  private final List<String> arguments;
  private final Map<String, String> settings;
  private final Consumer<String> progress;

  /**
   * @param arguments of {@code bench training} for every row
   * @param settings of every row, but where the row has its own
   */
  public GrowthBenchmark(
      List<String> arguments, Map<String, String> settings, Consumer<String> progress) {
    this.arguments = List.copyOf(arguments);
    this.settings = Map.copyOf(settings);
    this.progress = progress;
  }

  public List<Row> run() throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (int items : new int[] {10_000, 100_000, 1_000_000}) {
      for (String itemLoss : List.of("full", "sampled")) {
        if (itemLoss.equals("sampled") || items <= MOST_ITEMS_IN_FULL) {
          rows.add(row("V", String.valueOf(items), Map.of("item_loss", itemLoss), items));
        }
      }
    }
    for (String length : List.of("15", "50", "200")) {
      rows.add(row("T", length, Map.of("max_length", length), 0));
    }
    for (String networks : List.of("1", "2", "3", "4", "5")) {
      rows.add(row("N", networks, Map.of("networks", networks), 0));
    }
    return rows;
  }

  /**
   * @param items 0 leaves the preset's
   */
  private Row row(String grows, String value, Map<String, String> own, int items)
      throws IOException, InterruptedException {
    progress.accept("measuring " + grows + " = " + value + " " + own);
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(own);
    List<String> command = new ArrayList<>(arguments);
    all.forEach((key, setting) -> command.addAll(List.of("--set", key + "=" + setting)));
    if (items > 0) {
      command.addAll(List.of("--items", String.valueOf(items)));
    }
    Optional<JsonNode> report = BenchProcess.training(command, Map.of());
    if (report.isEmpty()) {
      progress.accept("it failed");
    }
    return new Row(grows, value, all.getOrDefault("item_loss", "full"), report.orElse(null));
  }
}
