package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.server.LimitsConfiguration;
import io.emkd.server.ServerConfiguration;
import io.emkd.server.SettingNames;
import io.emkd.systemtests.Documents;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** The README's table of settings is complete and true. */
class DocumentedSettingsTest {
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| (?:`(--[a-z0-9-]+)`)? ?\\| `(EMKD_[A-Z0-9_]+)` \\| `(emkd\\.[a-z0-9-]+)` \\| ?(.*?) ?\\| (.*) \\|$");

  /** Of every command, or not of the server. */
  private static final Set<String> NO_SETTINGS =
      Set.of("--help", "--version", "--stacktrace", "--config");

  private record Row(String flag, String variable, String standard) {}

  private static Map<String, Row> rows() {
    Map<String, Row> rows = new TreeMap<>();
    Matcher row = ROW.matcher(Documents.texts().get("README.md"));
    while (row.find()) {
      rows.put(row.group(3), new Row(row.group(1), row.group(2), row.group(4).replace("`", "")));
    }
    return rows;
  }

  @Test
  void everySettingHasARowOrIsNamedInAnother() {
    String readme = Documents.texts().get("README.md");
    assertThat(SettingNames.settings())
        .allMatch(key -> readme.contains("`" + key + "`"))
        .allMatch(key -> readme.contains("`" + SettingNames.variable(key) + "`"));
    assertThat(rows().keySet()).isSubsetOf(SettingNames.settings()).hasSizeGreaterThan(20);
  }

  @Test
  void everyLimitHasARowWithItsDefault() {
    Map<String, String> documented = new TreeMap<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `([a-z-]+)` \\| ([0-9]+[a-z]?) \\|")
            .matcher(Documents.texts().get("docs/limits.md").split("\n## Messages", 2)[0]);
    while (row.find()) {
      documented.put("emkd.limits." + row.group(1), row.group(2));
    }
    Map<String, String> defaults = new TreeMap<>();
    for (var component : LimitsConfiguration.class.getConstructors()[0].getParameters()) {
      defaults.put(
          SettingNames.limit(component.getName()),
          component.getAnnotation(Bindable.class).defaultValue());
    }
    assertThat(documented).isEqualTo(defaults);
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
                    .isSubsetOf(SettingNames.inFiles()));
  }

  @Test
  void flagsVariablesAndKeysOfARowAreOneName() {
    rows()
        .forEach(
            (key, row) -> {
              String name = key.substring("emkd.".length());
              assertThat(row.variable())
                  .isEqualTo("EMKD_" + name.replace('-', '_').toUpperCase(Locale.ROOT));
              if (row.flag() != null) {
                assertThat(row.flag()).isEqualTo("--" + name);
              }
            });
  }

  @Test
  void everyFlagOfServeHasARowAndEveryRowsFlagIsThere() {
    Set<String> flags =
        EmkdCommand.commandLine().getSubcommands().get("serve").getCommandSpec().options().stream()
            .map(OptionSpec::longestName)
            .collect(Collectors.toCollection(TreeSet::new));
    flags.removeAll(NO_SETTINGS);
    assertThat(rows().values().stream().map(Row::flag).filter(flag -> flag != null))
        .containsExactlyInAnyOrderElementsOf(flags);
  }

  @Test
  void theDefaultsAreThoseOfTheServer() throws ReflectiveOperationException {
    ServerConfiguration defaults = new ServerConfiguration();
    for (var method : ServerConfiguration.class.getMethods()) {
      String name = method.getName();
      Row row =
          name.matches("(get|is)[A-Z].*")
              ? rows().get(SettingNames.inFile(name.replaceFirst("get|is", "")))
              : null;
      if (row == null) {
        continue;
      }
      Object value = method.invoke(defaults);
      if (value instanceof Duration duration) {
        assertThat(new DurationConverter().convert(row.standard())).as(name).isEqualTo(duration);
      } else if (!String.valueOf(value).isEmpty()) {
        assertThat(row.standard()).as(name).isEqualTo(String.valueOf(value));
      }
    }
  }
}
