package io.emkd.systemtests;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code emkd}, in a clone whose path has a space, with a Java and a Maven that note how
 * they are called.
 */
class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "env",
          "cat",
          "sleep",
          "dirname",
          "readlink",
          "sed",
          "head",
          "grep",
          "find",
          "ls",
          "cksum",
          "cut",
          "mkdir",
          "touch",
          "mv",
          "rm",
          "flock");

  @TempDir Path folder;
  private Path clone;
  private Path tools;

  private record Said(int status, String out, String err) {}

  @BeforeEach
  void copy() throws IOException {
    clone = Files.createDirectories(folder.resolve("a clone"));
    tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      for (String place : List.of("/usr/bin", "/bin")) {
        if (Files.isExecutable(Path.of(place, tool))) {
          script(tool, "exec " + Path.of(place, tool) + " \"$@\"");
        }
      }
    }
    Files.copy(
        Path.of(System.getProperty("project.root"), "emkd"),
        clone.resolve("emkd"),
        COPY_ATTRIBUTES);
    Files.writeString(clone.resolve("pom.xml"), "<project/>");
    Files.createDirectories(clone.resolve("bootstrap/server/src/main"));
    Files.writeString(clone.resolve("bootstrap/pom.xml"), "<project/>");
    java("17.0.15");
    script(
        "mvn",
        "echo built >> '"
            + clone
            + "/builds'; sleep ${SECONDS_OF_A_BUILD:-0}\n"
            + "mkdir -p bootstrap/launcher/target bootstrap/cli/target\n"
            + "touch bootstrap/launcher/target/emkd-launcher-1.jar bootstrap/cli/target/emkd-cli-1.jar\n"
            + "for part in launcher cli; do\n"
            + "printf lib/one.jar:lib/two.jar > bootstrap/$part/target/lib.classpath; done");
  }

  private void script(String name, String content) throws IOException {
    Path script = Files.writeString(tools.resolve(name), "#!/bin/bash\n" + content + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private void java(String version) throws IOException {
    script(
        "java",
        "[ \"$1\" = -version ] && { echo 'openjdk version \""
            + version
            + "\" 2025' >&2; exit; }\n"
            + "printf '%s\\n' \"LC_ALL=${LC_ALL:-}\" \"$@\" '' >> '"
            + clone
            + "/calls'\n"
            + "for a in \"$@\"; do case $a in -XX:ArchiveClassesAtExit=*) touch \"${a#*=}\";; esac; done\n"
            + "echo result");
  }

  private Process start(Path emkd, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(emkd.toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("JAVA_HOME|LC_.*|LANG|EMKD_.*"));
    builder.environment().put("PATH", tools.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Said said(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), out, err);
  }

  private Said emkd(String... arguments) throws IOException, InterruptedException {
    return said(start(clone.resolve("emkd"), Map.of(), arguments));
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(clone.resolve("calls"));
  }

  @Test
  void itBuildsOnceAndPassesEveryWordOn() throws Exception {
    Said first = emkd("recommend", "--user", "a user", "");
    assertThat(first.out()).isEqualTo("result\n");
    assertThat(first.err()).startsWith("building ").hasLineCount(1);
    assertThat(emkd("models", "list")).isEqualTo(new Said(0, "result\n", ""));
    assertThat(Files.readAllLines(clone.resolve("builds"))).hasSize(1);
    assertThat(calls())
        .containsSequence("io.emkd.cli.ClientMain", "recommend", "--user", "a user", "")
        .contains(
            clone
                + "/bootstrap/cli/target/emkd-cli-1.jar:"
                + clone
                + "/bootstrap/cli/target/lib/one.jar:"
                + clone
                + "/bootstrap/cli/target/lib/two.jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "demo", "bench", "experiment", "help", "--help", "modles"})
  void whatIsNoClientsCommandHasEverythingOnItsClassPath(String command) throws Exception {
    emkd(command);
    assertThat(calls())
        .containsSequence("io.emkd.bootstrap.Main", command)
        .contains(
            clone
                + "/bootstrap/launcher/target/emkd-launcher-1.jar:"
                + clone
                + "/bootstrap/launcher/target/lib/one.jar:"
                + clone
                + "/bootstrap/launcher/target/lib/two.jar");
  }

  @Test
  void whatJavaIsIsReadBesideItWhereThatIsThere() throws Exception {
    java("11.0.2");
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    Path programs = Files.createDirectories(folder.resolve("bin"));
    Files.move(tools.resolve("java"), programs.resolve("java"));
    Files.createSymbolicLink(tools.resolve("java"), programs.resolve("java"));
    assertThat(emkd("version").out()).isEqualTo("result\n");
    assertThat(calls()).contains("--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void theFirstCommandOfAClientIsRehearsedOnce() throws Exception {
    emkd("version");
    emkd("models", "list");
    assertThat(calls()).containsOnlyOnce("io.emkd.cli.ClientRehearsal");
  }

  @Test
  void aSourceThatChangedIsBuilt() throws Exception {
    emkd("version");
    Path source =
        Files.writeString(clone.resolve("bootstrap/server/src/main/A.java"), "class A {}");
    Files.setLastModifiedTime(
        source,
        FileTime.fromMillis(
            Files.getLastModifiedTime(clone.resolve("bootstrap/launcher/target/.built")).toMillis()
                + 1000));
    assertThat(emkd("version").err()).startsWith("building");
  }

  @Test
  void twoFirstStartsAtOnceBuildOnce() throws Exception {
    Map<String, String> slow = Map.of("SECONDS_OF_A_BUILD", "1");
    Process one = start(clone.resolve("emkd"), slow, "version");
    Process other = start(clone.resolve("emkd"), slow, "version");
    assertThat(List.of(said(one).status(), said(other).status())).containsOnly(0);
    assertThat(Files.readAllLines(clone.resolve("builds"))).hasSize(1);
  }

  @Test
  void itWorksThroughALinkFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), clone.resolve("emkd"));
    assertThat(said(start(link, Map.of(), "version")).out()).isEqualTo("result\n");
  }

  @Test
  void onlyAServerThatStartsIsRehearsed() throws Exception {
    emkd("serve", "--help");
    emkd("serve", "-h");
    emkd("models", "list");
    assertThat(calls()).doesNotContain("io.emkd.bootstrap.StartRehearsal");
    assertThat(emkd("serve").out()).isEqualTo("result\n");
    assertThat(calls()).containsOnlyOnce("io.emkd.bootstrap.StartRehearsal");
    emkd("serve");
    assertThat(calls()).containsOnlyOnce("io.emkd.bootstrap.StartRehearsal");
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_292", "11.0.2"})
  void aJavaThatIsTooOldIsToldInALine(String version) throws Exception {
    java(version);
    Said said = emkd("version");
    assertThat(said.err()).contains("Java 17 or newer is needed", version).hasLineCount(1);
    assertThat(said.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "17.0.1, false, false",
    "22.0.1, true, false",
    "23, true, true",
    "25.0.1, true, true"
  })
  void eachJavaGetsOptionsThatItKnows(String version, boolean nativeAccess, boolean unsafe)
      throws Exception {
    java(version);
    emkd("version");
    assertThat(calls().contains("--enable-native-access=ALL-UNNAMED")).isEqualTo(nativeAccess);
    assertThat(calls().contains("--sun-misc-unsafe-memory-access=allow")).isEqualTo(unsafe);
  }

  @Test
  void aJavaOrMavenThatIsMissingIsToldInALine() throws Exception {
    Said home = said(start(clone.resolve("emkd"), Map.of("JAVA_HOME", "/none"), "version"));
    assertThat(home.err()).contains("/none/bin/java, as JAVA_HOME would have it").hasLineCount(1);
    assertThat(home.status()).isEqualTo(2);
    Files.delete(tools.resolve("mvn"));
    assertThat(emkd("version").err()).contains("no mvn on the PATH").hasLineCount(1);
    Files.delete(tools.resolve("java"));
    Said none = emkd("version");
    assertThat(none.err()).contains("no java on the PATH").hasLineCount(1);
    assertThat(none.status()).isEqualTo(2);
  }

  @Test
  void theClonesOwnMavenBuildsWhereNoneIsInstalled() throws Exception {
    Files.move(tools.resolve("mvn"), clone.resolve("mvnw"));
    assertThat(emkd("version").out()).isEqualTo("result\n");
    assertThat(Files.readAllLines(clone.resolve("builds"))).hasSize(1);
  }

  @Test
  void aBuildThatFailsStartsNothingAndIsTriedAgain() throws Exception {
    script("mvn", "echo '[ERROR] no such dependency'; exit 1");
    for (int time = 0; time < 2; time++) {
      Said said = emkd("version");
      assertThat(said.err()).contains("[ERROR] no such dependency", "emkd: the build failed");
      assertThat(said.out()).isEmpty();
      assertThat(said.status()).isEqualTo(1);
    }
    assertThat(clone.resolve("calls")).doesNotExist();
  }

  /** As {@code mvn -Prelease} packs it. */
  private Path release() throws IOException {
    Path release = Files.createDirectories(folder.resolve("a release"));
    Files.copy(clone.resolve("emkd"), release.resolve("emkd"), COPY_ATTRIBUTES);
    Files.createDirectories(release.resolve("classpath"));
    Files.writeString(release.resolve("classpath/client"), "libs/cli.jar:libs/one.jar");
    Files.writeString(release.resolve("classpath/server"), "libs/launcher.jar:libs/two.jar");
    return release;
  }

  @ParameterizedTest
  @CsvSource({
    "version, cli.jar, one.jar",
    "--version, cli.jar, one.jar",
    "help, launcher.jar, two.jar"
  })
  void aReleaseBuildsNothingAndHasItsClassPathBesideIt(String command, String first, String second)
      throws Exception {
    Path release = release();
    Files.delete(tools.resolve("mvn"));
    Said said = said(start(release.resolve("emkd"), Map.of(), command));
    assertThat(said).isEqualTo(new Said(0, "result\n", ""));
    assertThat(calls()).contains(release + "/libs/" + first + ":" + release + "/libs/" + second);
  }

  @Test
  void aReleaseArchivesClassesOnceAndUsesThem() throws Exception {
    Path emkd = release().resolve("emkd");
    said(start(emkd, Map.of(), "serve"));
    said(start(emkd, Map.of(), "serve"));
    assertThat(calls()).containsOnlyOnce("io.emkd.bootstrap.StartRehearsal");
    assertThat(calls()).filteredOn(word -> word.startsWith("-XX:SharedArchiveFile=")).hasSize(2);
  }

  @Test
  void aReleaseRefusesAProfileOfTheBuild() throws Exception {
    Said said = said(start(release().resolve("emkd"), Map.of("EMKD_PROFILE", "gpu"), "version"));
    assertThat(said.err()).contains("EMKD_PROFILE").hasLineCount(1);
    assertThat(said.status()).isEqualTo(2);
  }

  @Test
  void idsAreUtf8WhateverTheLocaleSays() throws Exception {
    said(start(clone.resolve("emkd"), Map.of("LANG", "C"), "version"));
    assertThat(calls()).contains("LC_ALL=C.UTF-8");
    Files.delete(clone.resolve("calls"));
    said(start(clone.resolve("emkd"), Map.of("LANG", "de_DE.UTF-8"), "version"));
    assertThat(calls()).contains("LC_ALL=");
  }
}
