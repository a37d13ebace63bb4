package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.server.EmkdServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python package of {@code proto/python}, installed as a user would, against real servers. */
class PythonClientTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path PACKAGE = ROOT.resolve("proto/python");
  private static PythonEnvironment environment;

  @TempDir static Path folder;

  @BeforeAll
  static void install() throws Exception {
    environment = PythonEnvironment.of("python", PACKAGE + "[pandas,test]");
  }

  private static ToolRun python(Path place, String... arguments) throws Exception {
    return python(place, Map.of(), arguments);
  }

  private static ToolRun python(Path place, Map<String, String> variables, String... arguments)
      throws Exception {
    return environment.run(place, variables, arguments);
  }

  private static String address(EmkdServer server) {
    return "localhost:" + server.port();
  }

  @Test
  void itsTestsPassAndNoneOfThemSkips() throws Exception {
    try (EmkdServer open = TestShop.server(folder.resolve("open"));
        EmkdServer limited =
            TestShop.server(
                folder.resolve("limited"), Map.of("emkd.limits.caller-calls-per-second", 2));
        SecuredShop secured = new SecuredShop(secured(), Map.of())) {
      Map<String, String> variables =
          Map.of(
              "EMKD_TEST_TARGET",
              address(open),
              "EMKD_TEST_LIMITED",
              address(limited),
              "EMKD_TEST_SECURED",
              address(secured.server),
              "EMKD_TEST_SECURED_FOLDER",
              secured.folder.toString());
      String said =
          python(PACKAGE, variables, "-m", "pytest", "-p", "no:cacheprovider", "tests")
              .saidAtSuccess();
      assertThat(said).containsPattern("\\d+ passed").doesNotContain("skipped", "xfailed");
    }
  }

  private static Path secured() throws IOException {
    return Files.createDirectory(folder.resolve("secured"));
  }

  @Test
  void itsTypesAndStyleAreInOrder() throws Exception {
    String cache = folder.resolve("cache").toString();
    python(PACKAGE, "-m", "mypy", "--cache-dir", cache, "src", "tests").saidAtSuccess();
    python(PACKAGE, "-m", "ruff", "check", "--no-cache", ".").saidAtSuccess();
    python(PACKAGE, "-m", "ruff", "format", "--no-cache", "--check", ".").saidAtSuccess();
  }

  /** Without the proto files, which lie beside the package's folder. */
  @Test
  void itIsInstalledFromItsSourceDistributionAlone() throws Exception {
    Path built = folder.resolve("built");
    python(folder, "-m", "build", "--sdist", "--outdir", built.toString(), PACKAGE.toString())
        .saidAtSuccess();
    String archive;
    try (Stream<Path> files = Files.list(built)) {
      archive = files.findFirst().orElseThrow().toString();
    }
    Path installed = folder.resolve("installed");
    python(folder, "-m", "pip", "install", "-q", "--no-deps", "-t", installed.toString(), archive)
        .saidAtSuccess();
    assertThat(installed.resolve("emkd/py.typed")).exists();
    String script =
        "import emkd; print(emkd.__file__, emkd.recommend_request('films', user='196').user_id)";
    assertThat(
            python(folder, Map.of("PYTHONPATH", installed.toString()), "-c", script)
                .saidAtSuccess())
        .startsWith(installed.toString())
        .endsWith(" 196\n");
  }

  /** The package that is installed here. */
  @Test
  void theQuickStartOfAServiceInstallsIt() {
    List<String> lines = FollowedPage.lines("docs/quick-start-service.md", "Python");
    assertThat(lines.get(0)).startsWith("pip install ./");
    assertThat(ROOT.resolve(lines.get(0).substring("pip install ./".length()))).isEqualTo(PACKAGE);
  }

  @Test
  void itsVersionIsThatOfTheServer() throws IOException {
    String server = first("<artifactId>emkd</artifactId>\\s*<version>([^<]+)", ROOT, "pom.xml");
    String own = first("(?m)^version = \"(.+)\"$", PACKAGE, "pyproject.toml");
    assertThat(own).isEqualTo(server.replace("-SNAPSHOT", ".dev0"));
  }

  private static String first(String pattern, Path place, String file) throws IOException {
    var found = Pattern.compile(pattern).matcher(Files.readString(place.resolve(file)));
    assertThat(found.find()).as("%s in %s", pattern, file).isTrue();
    return found.group(1);
  }
}
