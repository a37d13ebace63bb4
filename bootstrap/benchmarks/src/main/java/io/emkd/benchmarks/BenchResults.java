package io.emkd.benchmarks;

import io.emkd.cli.Output;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How measurements are told. */
final class BenchResults {
  private BenchResults() {}

  static void print(boolean json, Map<String, Number> results) {
    if (json) {
      System.out.println(
          results.entrySet().stream()
              .map(result -> "\"" + result.getKey() + "\": " + number(result.getValue()))
              .collect(Collectors.joining(", ", "{", "}")));
    } else {
      System.out.println(
          Output.table(
              List.of("", "value"),
              results.entrySet().stream()
                  .map(result -> List.of(result.getKey(), number(result.getValue())))
                  .toList()));
    }
  }

  private static String number(Number value) {
    return value instanceof Long ? value.toString() : format(value.doubleValue());
  }

  static String format(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
