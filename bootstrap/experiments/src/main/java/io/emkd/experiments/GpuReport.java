package io.emkd.experiments;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One report of an experiment's steps, as Markdown and beside it as JSON. */
final class GpuReport {
  private final Path file;
  private final String title;
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final List<StepReport> steps = new ArrayList<>();

  /**
   * @param file of the Markdown
   */
  GpuReport(Path file, String title) {
    this.file = file;
    this.title = title;
  }

  void fact(String name, String value) {
    facts.put(name, value);
  }

  void add(StepReport step) {
    steps.add(step);
  }

  boolean failed() {
    return steps.stream().anyMatch(step -> step.state() == StepReport.State.FAILED);
  }

  /** The Markdown's name with another ending. */
  static Path jsonBeside(Path file) {
    String name = file.toAbsolutePath().getFileName().toString();
    return file.resolveSibling(name.replaceFirst("\\.[^.]*$", "") + ".json");
  }

  /** Writes what there is so far, in place of what was written before. */
  void write() throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, String.join("\n", markdown()) + "\n");
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    ObjectNode named = all.put("title", title).putObject("facts");
    facts.forEach(named::put);
    steps.forEach(step -> all.withArray("steps").add(step.toJson()));
    Files.writeString(
        jsonBeside(file),
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
  }

  private List<String> markdown() {
    List<String> lines = new ArrayList<>(List.of("# " + title, "", "| | |", "|---|---|"));
    facts.forEach((name, value) -> lines.add("| " + name + " | " + value + " |"));
    lines.addAll(List.of("", "| step | | seconds | limit | |", "|---|---|---|---|---|"));
    steps.forEach(step -> lines.add(step.row()));
    for (StepReport step : steps) {
      if (!step.lines().isEmpty()) {
        lines.addAll(List.of("", "## " + step.title(), ""));
        lines.addAll(step.lines());
      }
    }
    return lines;
  }
}
