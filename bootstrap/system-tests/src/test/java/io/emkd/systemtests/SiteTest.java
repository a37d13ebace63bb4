package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The documentation as a site, made by the command that CONTRIBUTING.md names. */
class SiteTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root")).normalize();
  private static final String BUILD = ".ci/site/build";

  /** On a desktop and on a phone: home page, two charts and a search; and the other theme. */
  private static final int PICTURES = 9;

  private static PythonEnvironment python;

  @BeforeAll
  static void install() throws Exception {
    Manifests.tool("npm");
    python =
        PythonEnvironment.of(
            "site-python", "-r", ROOT.resolve(".ci/site/requirements.txt").toString());
  }

  private static ToolRun build(Path clone) throws Exception {
    return ToolRun.of(
        clone, Map.of("VIRTUAL_ENV", python.root().toString()), List.of("bash", BUILD));
  }

  /** A folder as the clone, in which pages can be added: its folders but docs are links. */
  private static Path copy() throws IOException {
    Path clone = Path.of("target", "site-clone").toAbsolutePath();
    if (Files.exists(clone)) {
      try (Stream<Path> before = Files.walk(clone)) {
        for (Path file : before.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(clone);
    try (Stream<Path> entries = Files.list(ROOT)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (Files.isRegularFile(entry)) {
          Files.copy(entry, clone.resolve(name));
        } else if (!List.of("docs", "target").contains(name)) {
          Files.createSymbolicLink(clone.resolve(name), entry);
        }
      }
    }
    Path docs = ROOT.resolve("docs");
    try (Stream<Path> files = Files.walk(docs)) {
      for (Path file : files.toList()) {
        Files.copy(file, clone.resolve("docs").resolve(docs.relativize(file)));
      }
    }
    return clone;
  }

  @Test
  void itIsDrawnSearchedAndReadWithoutAnyOtherHost() throws Exception {
    assertThat(Documents.texts().get("CONTRIBUTING.md")).contains("`" + BUILD + "`");
    build(ROOT).saidAtSuccess();
    Path site = ROOT.resolve("target/site");
    for (String page : Documents.texts().keySet()) {
      assertThat(site.resolve(page.replaceAll("md$", "html"))).exists();
    }
    Chromium.run("look-at-site.js", PICTURES, "site", site.toString());
  }

  @Test
  void aLinkAnAnchorOrAPageThatLeadsNowhereFailsTheBuild() throws Exception {
    Path clone = copy();
    Files.writeString(
        clone.resolve("docs/lost.md"),
        """
        # Lost
        [no page](nothing.md), [no file](../domain/Nothing.java), [no anchor](ci.md#nothing), [a file](../pom.xml)
        """);
    ToolRun built = build(clone);
    assertThat(built.status()).as(built.said()).isNotZero();
    assertThat(built.said())
        .contains("'nothing.md'", "'../domain/Nothing.java'", "'nothing'")
        .containsPattern("lost.md: WARNING: document isn't included in any toctree")
        .doesNotContain("pom.xml");
    assertThat(built.said().lines().filter(line -> line.contains("WARNING"))).hasSize(4);
  }
}
