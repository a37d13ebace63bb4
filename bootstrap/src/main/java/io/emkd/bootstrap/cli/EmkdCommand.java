package io.emkd.bootstrap.cli;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The root of the command line. */
@Command(
    name = "emkd",
    description = "Trains, evaluates and serves EMKD, an ensemble for sequential recommendation.",
    mixinStandardHelpOptions = true,
    version = "emkd 0.1.0",
    subcommands = {
      ServeCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      DatasetsCommand.class,
      TrainCommand.class,
      TrainingsCommand.class,
      EvaluateCommand.class,
      RecommendCommand.class,
      SimilarCommand.class,
      ModelsCommand.class,
      DemoCommand.class,
      BenchCommand.class,
      ExperimentCommand.class,
      HelpCommand.class
    })
public final class EmkdCommand {
  private EmkdCommand() {}

  /** Exit status 0: done; 1: failed, or a requirement does not hold; 2: wrong usage. */
  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new EmkdCommand());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(
        (failure, command, result) -> report(failure, command.getErr()));
    return commandLine;
  }

  private static int report(Exception failure, PrintWriter err) throws Exception {
    if (failure instanceof StatusRuntimeException status) {
      err.println(status.getStatus().getCode() + ": " + status.getStatus().getDescription());
      if (status.getStatus().getCode() == Status.Code.UNAVAILABLE) {
        err.println("Is the server running? Start it with: ./emkd serve");
      }
      return 1;
    }
    if (failure instanceof CliException
        || failure instanceof InvalidInputException
        || failure instanceof UnmetPreconditionException) {
      err.println(failure.getMessage());
      return 1;
    }
    throw failure;
  }
}
