package io.emkd.experiments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emkd.cli.CliException;
import io.emkd.cli.Output;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.golden.GoldenVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code experiment golden}: compares golden cases in this process. */
final class GoldenCheck {
  /** Of failures, in JSON; where all is wrong, more say no more. */
  private static final int TOLD = 20;

  private GoldenCheck() {}

  /** The exit status: 0 if every case is reproduced. */
  static int run(Path folder, Device device, boolean json) throws IOException {
    List<Path> files = Files.isDirectory(folder) ? GoldenVectors.cases(folder) : List.of();
    if (files.isEmpty()) {
      throw new CliException("--golden is '" + folder + "', where there is no golden case");
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("device", device.name()).put("compilation", device.compilation().name());
    List<List<String>> rows = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (Path file : files) {
      GoldenVectors.Outcome outcome = GoldenVectors.compare(file, device);
      String name = file.getFileName().toString().replaceFirst("\\.json$", "");
      ObjectNode row = answer.withArray("cases").addObject();
      row.put("case", name).put("comparisons", outcome.comparisons());
      row.put("largest_error", outcome.largest()).putArray("failures");
      outcome.failures().stream().limit(TOLD).forEach(row.withArray("failures")::add);
      outcome.failures().forEach(failure -> wrong.add(name + ", " + failure));
      rows.add(
          List.of(
              name,
              String.valueOf(outcome.comparisons()),
              String.format(Locale.ROOT, "%.2e", outcome.largest()),
              String.valueOf(outcome.failures().size())));
    }
    System.out.println(
        json
            ? answer.toString()
            : Output.table(
                List.of("case", "comparisons", "largest relative error", "wrong"), rows));
    wrong.stream().limit(TOLD).forEach(System.err::println);
    return wrong.isEmpty() ? 0 : 1;
  }
}
