package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.evaluation.MetricRequirement;
import io.emkd.domain.registry.ModelReference;
import io.emkd.grpc.configuration.TrainingConfigurations;
import io.emkd.systemtests.Documents;
import io.emkd.systemtests.GrpcurlCall;
import io.emkd.v1.TrainingOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** README and docs name no command, option or key that is not there. */
class DocumentedCommandsTest {
  private static final Pattern OPTION = Pattern.compile("(--[a-z][a-z0-9-]*)([ =].*)?");

  /** Of other programs, and of Java itself. */
  private static final Set<String> FOREIGN = Set.of("--add-modules");

  /**
   * Made once: to make it takes longer than to parse with it, and there are hundreds of commands.
   */
  private static final CommandLine EMKD = EmkdCommand.commandLine();

  @TempDir Path folder;

  static Stream<String> documents() {
    return Documents.texts().keySet().stream();
  }

  private static Set<String> commandNames() {
    return EMKD.getSubcommands().keySet();
  }

  private List<List<String>> commandsOf(String document) throws Exception {
    String text = Documents.texts().get(document);
    List<String> shells = new ArrayList<>(Documents.shellBlocks(text));
    Documents.inlineCode(text).stream()
        .filter(code -> code.startsWith("./emkd ") || code.startsWith("grpcurl "))
        .forEach(shells::add);
    List<List<String>> commands = new ArrayList<>();
    for (String shell : shells) {
      commands.addAll(Documents.commands(shell, folder));
    }
    return commands;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyCommandParses(String document) throws Exception {
    for (List<String> command : commandsOf(document)) {
      List<String> arguments = command.subList(1, command.size());
      if (command.get(0).equals("emkd")) {
        parse(arguments);
      } else if (command.get(0).equals("grpcurl") && !arguments.contains("list")) {
        GrpcurlCall.parse(arguments);
      }
    }
  }

  /** A part of a command, such as {@code train --detach}, may lack the rest. */
  @ParameterizedTest
  @MethodSource("documents")
  void everyPartOfACommandIsOneOfIt(String document) {
    for (String code : Documents.inlineCode(Documents.texts().get(document))) {
      String[] words = code.split(" ");
      if (words.length > 1 && commandNames().contains(words[0])) {
        try {
          parse(List.of(words));
        } catch (AssertionError wrong) {
          assertThat(wrong).as(code).hasCauseInstanceOf(MissingParameterException.class);
          var missing = (MissingParameterException) wrong.getCause();
          assertThat(missing.getCommandLine().getUnmatchedArguments()).as(code).isEmpty();
        }
      }
    }
  }

  /** Each command, and each status, stands in a table of docs/cli.md. */
  @Test
  void theStatusesOfEveryCommandAreDocumented() {
    String text = Documents.texts().get("docs/cli.md");
    String tables = text.replaceAll("(?s).*## Exit status\\n(.*?)\\nShells .*", "$1");
    Set<String> rows = new TreeSet<>();
    Pattern.compile("(?m)^\\| (`[^|]+)")
        .matcher(tables)
        .results()
        .forEach(row -> rows.addAll(Documents.inlineCode(row.group(1))));
    assertThat(rows).isEqualTo(new TreeSet<>(commandNames()));
    for (int status : List.of(0, 1, 2, 3, ExitCode.REQUIREMENT)) {
      assertThat(tables).contains("\n| " + status + " | ");
    }
  }

  @Test
  void thereAreCommandsToParse() throws Exception {
    assertThat(commandsOf("README.md")).hasSizeGreaterThan(25);
    assertThat(commandsOf("docs/storage.md")).hasSizeGreaterThan(3);
  }

  /** As a command would, to where it needs a server. */
  static void parse(List<String> arguments) {
    ParseResult parsed;
    try {
      parsed = EMKD.parseArgs(arguments.toArray(String[]::new));
    } catch (CommandLine.ParameterException wrong) {
      throw new AssertionError("./emkd " + String.join(" ", arguments), wrong);
    }
    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    Map<String, String> settings = parsed.matchedOptionValue("--set", Map.of());
    String preset = parsed.matchedOptionValue("--preset", "small");
    TrainingConfigurations.of(PresetNames.parse(preset), OptionSetter.options(settings));
    List<String> requirements = parsed.matchedOptionValue("--require", List.of());
    requirements.forEach(MetricRequirement::parse);
    String other = parsed.matchedOptionValue("--not-worse-than", "serving");
    ModelReference.parse(other);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyOptionIsOneOfSomeCommand(String document) {
    Set<String> options = new TreeSet<>(FOREIGN);
    collect(EMKD, options);
    for (String code : Documents.inlineCode(Documents.texts().get(document))) {
      var option = OPTION.matcher(code);
      if (option.matches()) {
        assertThat(options).as(code).contains(option.group(1));
      }
    }
  }

  private static void collect(CommandLine command, Set<String> options) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      options.addAll(List.of(option.names()));
    }
    command.getSubcommands().values().forEach(sub -> collect(sub, options));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyVariableOfTheEnvironmentIsRead(String document) {
    assertThat(
            Pattern.compile("\\bEMKD_[A-Z0-9_]+")
                .matcher(Documents.texts().get(document))
                .results()
                .map(found -> found.group()))
        .isSubsetOf(EnvironmentNames.known());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsToAFile(String document) {
    Path place = Path.of(System.getProperty("project.root"), document).getParent();
    Pattern.compile("\\]\\(([^)#:]+)\\)")
        .matcher(Documents.texts().get(document))
        .results()
        .forEach(
            link ->
                assertThat(Files.exists(place.resolve(link.group(1)))).as(link.group()).isTrue());
  }

  @Test
  void theKeysOfSetAreThoseOfTheProtocol() {
    String readme = Documents.texts().get("README.md");
    String keys = readme.replaceAll("(?s).*`--set` keys: `([^`]+)`.*", "$1");
    assertThat(Set.of(keys.split("\\s+")))
        .isEqualTo(
            TrainingOptions.getDescriptor().getFields().stream()
                .map(field -> field.getName())
                .collect(Collectors.toSet()));
  }
}
