package io.emkd.cli;

import io.emkd.v1.Training;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingState;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Shows a training's events in one of several ways, and says how it ended. */
public abstract class TrainingEvents implements AutoCloseable {
  private @Nullable Training ended;

  /** The whole course: as text, or as JSON an event a line. */
  private static TrainingEvents shownOn(ResultFormat result) {
    return result.json() ? new JsonLines() : TrainingProgressPrinter.onStandardOutput();
  }

  /** Shows the whole course as text on standard error, of a command whose result is another one. */
  public static void showAside(Iterator<TrainingEvent> events) {
    try (TrainingEvents shown = TrainingProgressPrinter.onStandardError()) {
      events.forEachRemaining(shown::show);
      int unused = shown.exitCode();
    }
  }

  /**
   * Shows a training's events as they come.
   *
   * @param detach whether the id is enough
   * @return the exit code
   */
  public static int show(Iterator<TrainingEvent> events, ResultFormat result, boolean detach) {
    try (TrainingEvents shown = detach ? new IdAlone(result) : shownOn(result)) {
      while (events.hasNext()) {
        shown.show(events.next());
        if (detach) {
          return ExitCode.DONE;
        }
      }
      return shown.exitCode();
    }
  }

  final void show(TrainingEvent event) {
    if (event.hasEnded()) {
      ended = event.getEnded();
    }
    print(event);
  }

  abstract void print(TrainingEvent event);

  /** 0 if the training succeeded; else says why not on standard error. */
  final int exitCode() {
    close();
    if (ended == null) {
      throw new CliException(
          ExitCode.UNREACHABLE,
          "the stream ended before the training; watch it with: ./emkd trainings watch ID",
          null);
    }
    if (ended.getState() == TrainingState.TRAINING_STATE_SUCCEEDED) {
      return ExitCode.DONE;
    }
    System.err.println(
        "training "
            + ended.getId()
            + " is "
            + TrainingsCommand.state(ended)
            + (ended.getMessage().isEmpty() ? "" : ": " + ended.getMessage()));
    return ExitCode.REFUSED;
  }

  @Override
  public void close() {}

  private static final class JsonLines extends TrainingEvents {
    @Override
    void print(TrainingEvent event) {
      System.out.println(Output.jsonLine(event));
    }
  }

  /** So that a script can take it; or the training as JSON. */
  private static final class IdAlone extends TrainingEvents {
    private final ResultFormat result;

    IdAlone(ResultFormat result) {
      this.result = result;
    }

    @Override
    void print(TrainingEvent event) {
      if (event.hasAccepted()) {
        result.print(event.getAccepted(), () -> event.getAccepted().getId());
      }
    }
  }
}
