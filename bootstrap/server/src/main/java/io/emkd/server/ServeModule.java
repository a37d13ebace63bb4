package io.emkd.server;

import io.emkd.cli.CliException;
import io.emkd.cli.CommandModule;
import io.emkd.cli.ExitCode;
import io.emkd.domain.error.AlreadyExistsException;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.server.settings.Settings;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Brings {@code emkd serve}, and what the domain's errors mean to who runs it in this process. */
public final class ServeModule implements CommandModule {
  @Override
  public Object command() {
    return ServeCommand.spec();
  }

  @Override
  public Set<String> environment() {
    return Settings.variables();
  }

  @Override
  public Optional<CliException> told(Throwable failure) {
    OptionalInt exitCode = exitCode(failure);
    return exitCode.isPresent()
        ? Optional.of(
            new CliException(exitCode.getAsInt(), String.valueOf(failure.getMessage()), failure))
        : Optional.empty();
  }

  private static OptionalInt exitCode(Throwable failure) {
    if (failure instanceof InvalidInputException) {
      return OptionalInt.of(ExitCode.USAGE);
    }
    if (failure instanceof UnmetPreconditionException
        || failure instanceof NotFoundException
        || failure instanceof AlreadyExistsException
        || failure instanceof CorruptArtifactException) {
      return OptionalInt.of(ExitCode.REFUSED);
    }
    return failure instanceof UnavailableException
        ? OptionalInt.of(ExitCode.UNREACHABLE)
        : OptionalInt.empty();
  }
}
