package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md names no class, member or file that is not there. */
class DocumentedClassesTest {
  private static final String DOCUMENT = "ARCHITECTURE.md";

  /** {@code ServedModels}, {@code ServedModels.use} or {@code RecommendItems.Request}. */
  private static final Pattern CLASS = Pattern.compile("([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?");

  /** A file or folder of the repository, such as {@code docs/limits.md}. */
  private static final Pattern FILE = Pattern.compile("[\\w.-]+(/[\\w.-]+)+/?");

  /** Of Java itself. */
  private static final Set<String> FOREIGN = Set.of("Clock");

  private static Path root() {
    return Path.of(System.getProperty("project.root"));
  }

  private static List<String> named() {
    return Documents.inlineCode(Documents.texts().get(DOCUMENT));
  }

  /** The texts of all sources by the simple names of their classes. */
  private static Map<String, String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(root())) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> root().relativize(file).toString().matches(".*src/(main|test)/java/.*"))
          .filter(file -> !file.endsWith("package-info.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  DocumentedClassesTest::text,
                  String::concat));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  @Test
  void everyClassAndMemberThatIsNamedExists() throws IOException {
    Map<String, String> sources = sources();
    var named = named().stream().map(CLASS::matcher).filter(name -> name.matches()).toList();
    assertThat(named).as("classes that %s names", DOCUMENT).hasSizeGreaterThan(50);
    assertThat(named)
        .allSatisfy(
            name -> {
              if (FOREIGN.contains(name.group(1))) {
                return;
              }
              assertThat(sources).as(name.group()).containsKey(name.group(1));
              if (name.group(2) != null) {
                assertThat(sources.get(name.group(1)))
                    .as(name.group())
                    .containsPattern("\\b" + name.group(2) + "\\b");
              }
            });
  }

  @Test
  void everyFileThatIsNamedExists() {
    assertThat(named().stream().filter(name -> FILE.matcher(name).matches()))
        .allSatisfy(name -> assertThat(root().resolve(name)).exists());
  }
}
