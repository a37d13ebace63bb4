package io.emkd.experiments.results;

import io.emkd.v1.DatasetSize;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the experiments' pages of Markdown are made of. */
public final class MarkdownPage {
  private MarkdownPage() {}

  /** The title, and the beginning of the line below it, which goes on after this. */
  public static String head(String experiment, String dataset, DatasetSize size, String preset) {
    return String.format(
        Locale.ROOT,
        "# %s on %s%n%d users, %d items, %d interactions; preset %s",
        experiment,
        dataset,
        size.getUsers(),
        size.getItems(),
        size.getInteractions(),
        preset);
  }

  /** A table of rows of as many cells as there are columns. */
  public static String table(List<String> columns, List<List<String>> rows) {
    return line(columns)
        + "|---".repeat(columns.size())
        + "|\n"
        + rows.stream().map(MarkdownPage::line).collect(Collectors.joining());
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** {@code KEY=VALUE KEY=VALUE}. */
  public static String settings(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining(" "));
  }
}
