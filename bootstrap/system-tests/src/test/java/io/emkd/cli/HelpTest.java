package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.MethodParam;

class HelpTest {
  /** As a shell takes it, in quotes also with spaces. */
  private static final Pattern WORD = Pattern.compile("'[^']*'|\\S+");

  private static List<CommandSpec> commands() {
    List<CommandSpec> all = new ArrayList<>();
    add(EmkdCommand.commandLine(), all);
    return all;
  }

  private static void add(CommandLine command, List<CommandSpec> all) {
    all.add(command.getCommandSpec());
    Set.copyOf(command.getSubcommands().values()).forEach(sub -> add(sub, all));
  }

  static Stream<String> examples() {
    return commands().stream()
        .map(spec -> String.join("\n", spec.usageMessage().footer()).replaceAll(" \\\\\n +", " "))
        .flatMap(String::lines)
        .filter(line -> line.contains("./emkd"));
  }

  @Test
  void everyCommandOfTheRootHasExamples() {
    assertThat(EmkdCommand.commandLine().getSubcommands().values())
        .filteredOn(
            c -> !Set.of("help", "version", "generate-completion").contains(c.getCommandName()))
        .allSatisfy(
            c ->
                assertThat(String.join("\n", c.getCommandSpec().usageMessage().footer()))
                    .contains("./emkd " + c.getCommandName()));
  }

  @Test
  void noLineOfAnExampleIsWrapped() {
    assertThat(commands())
        .flatExtracting(spec -> List.of(spec.usageMessage().footer()))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
  }

  @Test
  void everyExampleIsACommand() {
    assertThat(examples())
        .isNotEmpty()
        .allSatisfy(
            example -> {
              String words =
                  example
                      .replaceFirst(".*\\./emkd ", "")
                      .replaceFirst(" [|<>].*", "")
                      .replaceFirst("\\)$", "");
              DocumentedCommandsTest.parse(
                  WORD.matcher(words)
                      .results()
                      .map(word -> word.group().replace("'", ""))
                      .toList());
            });
  }

  @Test
  void theRootDocumentsTheExitStatuses() {
    assertThat(EmkdCommand.commandLine().getUsageMessage())
        .contains("Exit status of every command:")
        .containsPattern("(?m)^  0 .*\\R  1 .*\\R  2 .*\\R  3 .*\\R  4 ");
  }

  @Test
  void everyOptionAndParameterIsDescribed() {
    for (CommandSpec spec : commands()) {
      assertThat(spec.options())
          .as(spec.qualifiedName())
          .allSatisfy(
              option -> assertThat(option.description()).as(option.longestName()).isNotEmpty());
    }
  }

  /** NullAway believes that picocli sets its fields and parameters. */
  @Test
  void whatACommandLineMayLeaveOutIsNullable() {
    List<ArgSpec> absent =
        commands().stream()
            .flatMap(spec -> spec.args().stream())
            .filter(HelpTest::mayBeNull)
            .filter(arg -> declared(arg).isPresent())
            .toList();
    assertThat(absent).hasSizeGreaterThan(5);
    assertThat(absent)
        .allSatisfy(
            arg ->
                assertThat(declared(arg).orElseThrow().isAnnotationPresent(Nullable.class))
                    .as("%s of %s is @Nullable", arg, arg.userObject())
                    .isTrue());
  }

  private static boolean mayBeNull(ArgSpec arg) {
    boolean required = arg.required() && (arg.group() == null || !arg.group().exclusive());
    return !required
        && arg.defaultValue() == null
        && arg.initialValue() == null
        && !arg.type().isPrimitive();
  }

  /** Where it is declared in this project. */
  private static Optional<AnnotatedType> declared(ArgSpec arg) {
    if (arg.userObject() instanceof Field field) {
      return Optional.of(field)
          .filter(own -> own.getDeclaringClass().getName().startsWith("io.emkd."))
          .map(Field::getAnnotatedType);
    }
    return arg.userObject() instanceof MethodParam parameter
        ? Arrays.stream(parameter.getDeclaringExecutable().getParameters())
            .filter(own -> own.getName().equals(parameter.getName()))
            .map(own -> own.getAnnotatedType())
            .findFirst()
        : Optional.empty();
  }

  private record Told(int status, String err) {}

  private static Told told(String... arguments) {
    StringWriter err = new StringWriter();
    int status = EmkdCommand.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
    return new Told(status, err.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "trian --dataset x, there is no command trian; did you mean train?",
    "models lst, there is no command lst; did you mean list?",
    "train --datset x --model y, there is no option --datset; did you mean --dataset?",
    "train --modle=x --dataset y, there is no option --modle; did you mean --model?",
    "models list --ouput json, there is no option --ouput; did you mean --output?",
    "serve --prot 1, there is no option --prot; did you mean --port?",
    "serve --port x, 'Invalid value for option ''--port'': ''x'' is not an int'",
    "train --dataset x, Missing required option: '--model=<model>'",
    "models list more, 'more' is too much"
  })
  void aMisspeltWordIsToldWithTheNearestOne(String line, String message) {
    Told told = told(line.split(" "));
    assertThat(told.status()).isEqualTo(2);
    assertThat(told.err()).startsWith(message).contains("\nHelp: ./emkd ");
    assertThat(told.err().lines()).hasSize(2);
  }

  @Test
  void withoutACommandTheHelpIsShown() {
    assertThat(told())
        .matches(told -> told.status() == 2)
        .matches(t -> t.err().contains("Commands:"));
    assertThat(told("models").err()).contains("promote").contains("canary");
    assertThat(told("models").status()).isEqualTo(2);
  }
}
