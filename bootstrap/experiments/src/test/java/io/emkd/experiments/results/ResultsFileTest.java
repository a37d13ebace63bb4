package io.emkd.experiments.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsFileTest {
  private static final Map<String, Double> METRICS =
      Map.of("NDCG@10", 0.1, "HR@10", 0.2, "MRR", 0.1);

  @TempDir Path folder;

  record Line(String name, String key, Map<String, Double> metrics) implements ResultsFile.Result {
    Line {
      if (name == null || key == null || metrics == null) {
        throw new IllegalArgumentException("name, key and metrics are needed");
      }
    }
  }

  private static Line result(String key) {
    return new Line("emkd", key, METRICS);
  }

  private static ResultsFile<Line> open(Path file) throws IOException {
    return ResultsFile.open(file, Line.class, "{\"name\":\"");
  }

  @Test
  void aLineThatWasCutShortAnywhereIsCutOffAndTheOthersStay() throws IOException {
    Path file = folder.resolve("results.jsonl");
    open(file).add(result("first"));
    String first = Files.readString(file);
    open(file).add(result("second"));
    String both = Files.readString(file);
    for (int end = first.length() + 1; end < both.length(); end++) {
      Files.writeString(file, both.substring(0, end));
      ResultsFile<Line> results = open(file);
      assertThat(results.of("first")).contains(result("first"));
      assertThat(results.of("second")).isEmpty();
      assertThat(Files.readString(file)).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"precious\": 1}",
        "{\"precious\": 1}\n",
        "user_id:token\titem_id:token\nu1\ti1",
        "null\n",
        "{}\n",
        "{\"name\":\"emkd\"}\n",
        "\n",
        "not a line of results"
      })
  void aFileOfSomethingElseIsRefusedAndStaysAsItIs(String content) throws IOException {
    Path file = folder.resolve("other");
    Files.writeString(file, content);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(CliException.class)
        .hasMessageContaining(file + " is no result of an experiment");
    assertThat(Files.readString(file)).isEqualTo(content);
  }

  @Test
  void whereNoFileCanBeIsToldBeforeAnythingIsTrained() {
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("--results is '" + folder + "' but must be a file");
    Path nowhere = folder.resolve("nowhere").resolve("results.jsonl");
    assertThatThrownBy(() -> open(nowhere))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("--results is '" + nowhere + "' but must be in a folder");
  }
}
