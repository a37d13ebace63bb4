package io.emkd.experiments.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.google.common.hash.Hashing;
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

/**
 * Results as JSON lines, of which one is added whenever a training of an experiment is done.
 *
 * @param <R> a record that is one line
 */
public final class ResultsFile<R extends ResultsFile.Result> {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private final Path path;
  private final List<R> results;

  private ResultsFile(Path path, List<R> results) {
    this.path = path;
    this.results = results;
  }

  /** What a line is. */
  public interface Result {
    /** Of what was trained: data, preset and settings. */
    String key();
  }

  /**
   * Opens results that may be there already. A last line that was not written to its end is cut
   * off, and what it told is evaluated again.
   *
   * @param type of the lines
   * @param beginning of each line, which tells one that was cut short from what is somebody else's
   * @throws CliException if another line is no result, or no file can be there; then nothing is
   *     changed
   */
  public static <R extends Result> ResultsFile<R> open(Path path, Class<R> type, String beginning)
      throws IOException {
    if (!Files.exists(path)) {
      requireFolder(path);
      return new ResultsFile<>(path, new ArrayList<>());
    }
    if (!Files.isRegularFile(path) || !Files.isWritable(path)) {
      throw new CliException("--results is '" + path + "' but must be a file that can be written");
    }
    byte[] all = Files.readAllBytes(path);
    int whole = all.length;
    while (whole > 0 && all[whole - 1] != '\n') {
      whole--;
    }
    List<R> results = new ArrayList<>();
    for (String line : new String(all, 0, whole, StandardCharsets.UTF_8).lines().toList()) {
      results.add(read(path, type, line, results.size() + 1));
    }
    if (whole < all.length) {
      String rest = new String(all, whole, all.length - whole, StandardCharsets.UTF_8);
      if (!rest.startsWith(beginning) && !beginning.startsWith(rest)) {
        throw foreign(path, results.size() + 1, "its last line is not the beginning of one");
      }
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        file.truncate(whole);
      }
    }
    return new ResultsFile<>(path, results);
  }

  /** Else it would be found out when the first row is trained. */
  private static void requireFolder(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new CliException(
          "--results is '" + path + "' but must be in a folder that is there and can be written");
    }
  }

  private static <R> R read(Path path, Class<R> type, String line, int number) {
    try {
      R result = MAPPER.readValue(line, type);
      if (result == null) {
        throw foreign(path, number, "null");
      }
      return result;
    } catch (JsonProcessingException other) {
      throw foreign(path, number, other.getOriginalMessage());
    }
  }

  private static CliException foreign(Path path, int number, String why) {
    return new CliException(
        "line "
            + number
            + " of "
            + path
            + " is no result of an experiment: "
            + why
            + "; name another file with --results");
  }

  /** A key of what a line tells of, by all that it depends on. */
  public static String key(String... parts) {
    return Hashing.sha256().hashString(String.join("\n", parts), StandardCharsets.UTF_8).toString();
  }

  /** The last line of a key, if there is any. */
  public Optional<R> of(String key) {
    return results.stream()
        .filter(result -> result.key().equals(key))
        .reduce((earlier, later) -> later);
  }

  /** Adds a line, which is on the disk afterwards. */
  public void add(R result) throws IOException {
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
