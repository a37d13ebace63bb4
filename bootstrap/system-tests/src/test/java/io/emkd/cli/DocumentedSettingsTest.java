package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.server.settings.DeclaredSetting;
import io.emkd.server.settings.Settings;
import io.emkd.systemtests.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The tables of settings are those that the settings' declarations say. Run with {@code
 * -Dwrite.settings=true}, it writes them.
 */
class DocumentedSettingsTest {
  private static final String README_HEAD =
      "| flag of `serve` | environment | file | default | |\n|---|---|---|---|---|\n";
  private static final String LIMITS_HEAD = "| name | default | |\n|---|---|---|\n";

  /** Of every command, or not of the server. */
  private static final Set<String> NO_SETTINGS =
      Set.of("--help", "--version", "--stacktrace", "--config");

  private static String row(DeclaredSetting setting) {
    return "| %s| `%s` | `%s` | %s| %s |\n"
        .formatted(
            setting.declared().flag() ? "`" + setting.flag() + "` " : "",
            setting.variable(),
            setting.key(),
            shownDefault(setting),
            setting.declared().value());
  }

  private static String shownDefault(DeclaredSetting setting) {
    String shown = setting.shownDefault();
    boolean plain =
        shown.matches("[0-9.]+(ms|[smhd])?|true|false") && !shown.matches(".*\\..*\\..*");
    return shown.isEmpty()
        ? ""
        : plain || !setting.declared().standIn().isEmpty() ? shown + " " : "`" + shown + "` ";
  }

  private static String limitRow(DeclaredSetting setting) {
    return "| `%s` | %s | %s |\n"
        .formatted(setting.name(), setting.shownDefault(), setting.declared().value());
  }

  /** The rows below a table's head. */
  private static void assertRows(String document, String head, String rows) throws IOException {
    String text = Documents.texts().get(document);
    int start = text.indexOf(head) + head.length();
    int end = text.indexOf("\n\n", start) + 1;
    assertThat(text).contains(head);
    if (Boolean.getBoolean("write.settings")) {
      Files.writeString(
          Path.of(System.getProperty("project.root"), document),
          text.substring(0, start) + rows + text.substring(end));
    } else {
      assertThat(text.substring(start, end))
          .as("-Dtest=DocumentedSettingsTest -Dwrite.settings=true writes " + document)
          .isEqualTo(rows);
    }
  }

  @Test
  void everySettingHasARow() throws IOException {
    assertThat(Settings.main()).hasSizeGreaterThan(20);
    assertRows(
        "README.md",
        README_HEAD,
        Settings.main().stream().map(DocumentedSettingsTest::row).collect(Collectors.joining()));
  }

  @Test
  void everyLimitHasARowWithItsDefault() throws IOException {
    assertRows(
        "docs/limits.md",
        LIMITS_HEAD,
        Settings.limits().stream()
            .map(DocumentedSettingsTest::limitRow)
            .collect(Collectors.joining()));
  }

  @Test
  void everyKeyThatADocumentNamesIsASetting() {
    Documents.texts()
        .forEach(
            (document, text) ->
                assertThat(
                        Documents.inlineCode(text).stream()
                            .filter(code -> code.matches("emkd\\.(?!v1|yml|sqlite)[a-z0-9.-]+")))
                    .as(document)
                    .isSubsetOf(Settings.keys()));
  }

  @Test
  void everyFlagOfServeHasARowAndEveryRowsFlagIsThere() {
    Set<String> flags =
        EmkdCommand.commandLine().getSubcommands().get("serve").getCommandSpec().options().stream()
            .map(OptionSpec::longestName)
            .collect(Collectors.toCollection(TreeSet::new));
    flags.removeAll(NO_SETTINGS);
    assertThat(Settings.main().stream().filter(s -> s.declared().flag()).map(DeclaredSetting::flag))
        .containsExactlyInAnyOrderElementsOf(flags);
    String help =
        EmkdCommand.commandLine()
            .getSubcommands()
            .get("serve")
            .getUsageMessage()
            .replaceAll("\\s+", "");
    assertThat(Settings.main())
        .filteredOn(s -> s.declared().flag())
        .allSatisfy(
            s ->
                assertThat(help)
                    .contains(s.declared().value().replaceAll("[`\\s]", "").substring(1))
                    .contains(s.shownDefault().replaceAll("[`\\s]", "")));
  }

  @Test
  void flagsVariablesAndKeysOfARowAreOneName() {
    DeclaredSetting setting =
        Settings.main().stream().filter(s -> s.component().equals("s3Endpoint")).findAny().get();
    assertThat(setting.key()).isEqualTo("emkd.s3-endpoint");
    assertThat(setting.flag()).isEqualTo("--s3-endpoint");
    assertThat(setting.variable()).isEqualTo("EMKD_S3_ENDPOINT");
    assertThat(Settings.variables()).contains("EMKD_LIMITS_UPLOADS_AT_ONCE", "EMKD_WARM_UP");
  }
}
