package io.emkd.experiments.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.emkd.cli.CliException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Results as JSON lines, of which one is added whenever a row is done with a seed. */
final class ResultsFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private final Path path;
  private final List<RowResult> results;

  private ResultsFile(Path path, List<RowResult> results) {
    this.path = path;
    this.results = results;
  }

  /**
   * Opens results that may be there already. A last line that was not written to its end is cut
   * off, and its row evaluated again.
   *
   * @throws CliException if another line is no result
   */
  static ResultsFile open(Path path) throws IOException {
    if (!Files.exists(path)) {
      return new ResultsFile(path, new ArrayList<>());
    }
    byte[] all = Files.readAllBytes(path);
    int whole = all.length;
    while (whole > 0 && all[whole - 1] != '\n') {
      whole--;
    }
    if (whole < all.length) {
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        file.truncate(whole);
      }
    }
    List<RowResult> results = new ArrayList<>();
    for (String line : new String(all, 0, whole, StandardCharsets.UTF_8).lines().toList()) {
      results.add(read(path, line, results.size() + 1));
    }
    return new ResultsFile(path, results);
  }

  private static RowResult read(Path path, String line, int number) {
    try {
      return MAPPER.readValue(line, RowResult.class);
    } catch (JsonProcessingException foreign) {
      throw new CliException(
          "line "
              + number
              + " of "
              + path
              + " is no result of an experiment: "
              + foreign.getOriginalMessage()
              + "; name another file with --results");
    }
  }

  /** The last line of a key, if there is any. */
  Optional<RowResult> of(String key) {
    return results.stream()
        .filter(result -> result.key().equals(key))
        .reduce((earlier, later) -> later);
  }

  /** Adds a line, which is on the disk afterwards. */
  void add(RowResult result) throws IOException {
    ByteBuffer line = StandardCharsets.UTF_8.encode(MAPPER.writeValueAsString(result).concat("\n"));
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (line.hasRemaining()) {
        file.write(line);
      }
      file.force(true);
    }
    results.add(result);
  }
}
