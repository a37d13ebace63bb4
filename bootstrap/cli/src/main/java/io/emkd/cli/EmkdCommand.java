package io.emkd.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The root of the command line. */
@Command(
    name = "emkd",
    description = "Trains, evaluates and serves EMKD, an ensemble for sequential recommendation.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionFacts.class,
    exitCodeListHeading = "%nExit status of every command:%n",
    exitCodeList = {
      "0:Done.",
      "1:A training failed, something is not there, the server refused.",
      "2:A wrong option, value or line of a file; a file that cannot be used.",
      "3:No server answers, or it cannot answer now: trying later can help.",
      "4:The model does not reach what evaluate requires."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd demo",
      "  ./emkd help train",
      "  ./emkd models list --target recommender:50051 --output json",
      "  source <(./emkd generate-completion)"
    })
public final class EmkdCommand {
  private static final List<Class<?>> CLIENT_COMMANDS =
      List.of(
          ImportCommand.class,
          ExportCommand.class,
          DatasetsCommand.class,
          TrainCommand.class,
          TrainingsCommand.class,
          EvaluateCommand.class,
          RecommendCommand.class,
          SimilarCommand.class,
          ModelsCommand.class,
          TokenCommand.class,
          GenerateCompletion.class,
          VersionCommand.class,
          HelpCommand.class);

  /** As the help lists them; one that another module brings stands here, too. */
  private static final List<String> ORDER =
      List.of(
          "serve",
          "import",
          "export",
          "datasets",
          "train",
          "trainings",
          "evaluate",
          "recommend",
          "similar",
          "models",
          "token",
          "backup",
          "restore",
          "demo",
          "bench",
          "experiment",
          "generate-completion",
          "version",
          "help");

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure was met.")
  boolean stackTrace;

  private EmkdCommand() {}

  /** The process's whole work; gives its exit status, as documented in the help. */
  public static int run(String[] arguments) {
    StandardOutput.install();
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    try {
      String warning = EnvironmentNames.warning(System.getenv());
      if (!warning.isEmpty()) {
        err.println(warning);
      }
      EnvironmentNames.requireLogLevel(System.getenv());
      int status = commandLine().setErr(err).execute(arguments);
      // Where it failed, standard output may be what did.
      if (status == ExitCode.DONE) {
        System.out.flush();
      }
      return status;
    } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError failure) {
      return ExecutionFailure.tell(failure, err, false);
    }
  }

  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new EmkdCommand());
    addCommands(commandLine);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.registerConverter(Duration.class, new DurationConverter());
    commandLine.registerConverter(LocalDate.class, EmkdCommand::date);
    register(commandLine, Output.class);
    register(commandLine, ImportCommand.Format.class);
    register(commandLine, CondenseCommand.EncoderChoice.class);
    register(commandLine, EvaluateCommand.SplitChoice.class);
    register(commandLine, EvaluateCommand.CandidateChoice.class);
    register(commandLine, RecommendCommand.Combining.class);
    register(commandLine, TokenCommand.RoleChoice.class);
    commandLine.setExecutionStrategy(EmkdCommand::execute);
    commandLine.setParameterExceptionHandler(new UsageFailure());
    commandLine.setExecutionExceptionHandler(new ExecutionFailure());
    shareVersion(commandLine, new VersionFacts());
    return commandLine;
  }

  private static void addCommands(CommandLine commandLine) {
    Stream.concat(
            CLIENT_COMMANDS.stream(), CommandModule.all().stream().map(CommandModule::command))
        .map(CommandLine::new)
        .sorted(Comparator.comparingInt(command -> ORDER.indexOf(command.getCommandName())))
        .forEach(commandLine::addSubcommand);
  }

  /** Picocli prints the stack trace of what fails as it prints help. */
  private static int execute(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (CliException lost) {
      throw new ExecutionException(parsed.commandSpec().commandLine(), lost.getMessage(), lost);
    }
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException unreadable) {
      throw new TypeConversionException("'" + text + "' is no date, as 2026-01-31");
    }
  }

  private static <E extends Enum<E>> void register(CommandLine commandLine, Class<E> type) {
    commandLine.registerConverter(type, new Choice<>(type));
  }

  /** Else {@code --version} of a command prints an empty line. */
  private static void shareVersion(CommandLine command, IVersionProvider version) {
    command.getCommandSpec().versionProvider(version);
    command.getSubcommands().values().forEach(sub -> shareVersion(sub, version));
  }
}
