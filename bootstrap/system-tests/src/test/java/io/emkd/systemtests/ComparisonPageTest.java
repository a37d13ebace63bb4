package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the table of peers says of this server is shown by tests, and of peers by sources. */
class ComparisonPageTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final String PAGE = "docs/comparison.md";
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\((\\.\\./[^)]+)\\)");
  private static final Pattern SOURCES = Pattern.compile("\\[((?:[A-Z]\\d(?:, )?)+)\\]");

  /** Without the headline. */
  private static List<String[]> rows() {
    return Documents.texts()
        .get(PAGE)
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| |"))
        .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
        .toList();
  }

  @Test
  void eachOfOurCellsNamesATestThatIsThere() throws Exception {
    assertThat(rows()).hasSizeGreaterThan(10);
    for (String[] row : rows()) {
      List<MatchResult> links = LINK.matcher(row[1]).results().toList();
      assertThat(links).as(row[0]).isNotEmpty();
      for (MatchResult link : links) {
        Path test = ROOT.resolve("docs").resolve(link.group(2)).normalize();
        assertThat(test).as(row[0]).startsWith(ROOT.normalize()).isRegularFile();
        assertThat(Files.readString(test))
            .as(row[0])
            .contains("class " + link.group(1) + " ")
            .contains("Test\n");
      }
    }
  }

  /** A dash says nothing, and neither does what a server makes of the models that it is given. */
  @Test
  void eachCellOfAPeerNamesASourceAndEachSourceIsNamed() {
    Set<String> named = new TreeSet<>();
    for (String[] row : rows()) {
      assertThat(row).as(row[0]).hasSize(7);
      for (int peer = 2; peer < row.length; peer++) {
        List<String> sources = new ArrayList<>();
        SOURCES
            .matcher(row[peer])
            .results()
            .forEach(found -> sources.addAll(List.of(found.group(1).split(", ", -1))));
        if (!row[peer].equals("—") && !row[peer].equals("whatever is brought")) {
          assertThat(sources).as("%s: %s", row[0], row[peer]).isNotEmpty();
        }
        named.addAll(sources);
      }
    }
    Set<String> listed = new TreeSet<>();
    Pattern.compile("(?m)^- ([A-Z]\\d): \\[.+\\]\\(https://.+\\)$")
        .matcher(Documents.texts().get(PAGE))
        .results()
        .forEach(source -> listed.add(source.group(1)));
    assertThat(named).isEqualTo(listed);
  }
}
