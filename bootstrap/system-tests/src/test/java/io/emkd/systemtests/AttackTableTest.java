package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each attack of docs/security.md names a test, and that test is there. */
class AttackTableTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| .* \\| .* \\| `(\\w+)\\.(\\w+)` \\|$");

  @Test
  void everyRowNamesATestThatIsThere() throws IOException {
    String text = Documents.texts().get("docs/security.md");
    String table = text.substring(text.indexOf("## Attacks"));
    List<MatchResult> rows = ROW.matcher(table).results().toList();
    long lines = table.lines().filter(line -> line.startsWith("| ")).count();
    assertThat(rows).as("all but the head").hasSize((int) lines - 1).hasSizeGreaterThan(20);
    for (MatchResult row : rows) {
      assertThat(source(row.group(1)))
          .as(row.group())
          .containsPattern(
              "@(Test|ParameterizedTest)\\s+(@\\w+\\([^)]*\\)[^\\n]*\\s+)*void "
                  + row.group(2)
                  + "\\(");
    }
  }

  private static String source(String type) throws IOException {
    Path root = Path.of(System.getProperty("project.root"));
    try (Stream<Path> files = Files.walk(root)) {
      Path source =
          files
              .filter(file -> file.endsWith(type + ".java"))
              .filter(file -> root.relativize(file).toString().contains("src/test/java"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("there is no " + type));
      return Files.readString(source);
    }
  }
}
