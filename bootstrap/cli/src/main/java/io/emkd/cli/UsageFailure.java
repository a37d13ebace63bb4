package io.emkd.cli;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line for a wrong command line, the word that was probably meant, and where help is. */
final class UsageFailure implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    List<String> unmatched = command.getUnmatchedArguments();
    boolean unknown =
        failure instanceof UnmatchedArgumentException
            || (failure instanceof MissingParameterException && !unmatched.isEmpty());
    if (!unknown
        && failure.getClass() == ParameterException.class
        && !command.getSubcommands().isEmpty()
        && !(command.getCommand() instanceof Runnable)) {
      command.usage(command.getErr());
      return ExitCode.USAGE;
    }
    // A misspelt option is missing, too; what is wrong is the spelling.
    String problem =
        unknown && !unmatched.isEmpty()
            ? unknown(command, unmatched)
            : String.valueOf(failure.getMessage());
    command.getErr().println(problem.lines().findFirst().orElse(""));
    command.getErr().println("Help: ./" + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static String unknown(CommandLine command, List<String> unmatched) {
    String first = unmatched.get(0);
    Set<String> commands = command.getSubcommands().keySet();
    if (first.startsWith("-")) {
      String name = first.replaceAll("=.*", "");
      return "there is no option " + name + Nearest.hint(name, options(command).toList());
    }
    if (!commands.isEmpty()) {
      return "there is no command "
          + first
          + Nearest.hint(first, commands, "; there are " + String.join(", ", commands));
    }
    return "'"
        + first
        + "' is too much: "
        + command.getCommandSpec().qualifiedName()
        + " takes "
        + (command.getCommandSpec().positionalParameters().isEmpty()
            ? "options only"
            : "fewer parameters");
  }

  private static Stream<String> options(CommandLine command) {
    return command.getCommandSpec().options().stream().map(OptionSpec::longestName);
  }
}
