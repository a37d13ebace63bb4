package io.emkd.cli;

import io.emkd.v1.Model;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingState;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a training's events: a progress bar with rate and ETA, and a line for each validation. */
final class TrainingProgressPrinter extends TrainingEvents {
  /** Of the bar, which is drawn again below. */
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream to;
  private @Nullable ProgressBar bar;

  private TrainingProgressPrinter(PrintStream to) {
    this.to = to;
  }

  static TrainingProgressPrinter onStandardOutput() {
    return new TrainingProgressPrinter(System.out);
  }

  /** Of a command whose result is something else. */
  static TrainingProgressPrinter onStandardError() {
    return new TrainingProgressPrinter(System.err);
  }

  @Override
  void print(TrainingEvent event) {
    switch (event.getEventCase()) {
      case ACCEPTED -> to.println("training " + event.getAccepted().getId());
      case STARTED -> {
        TrainingEvent.Started started = event.getStarted();
        to.printf(
            "on %s: %d windows, %d steps%n",
            started.getDevice(), started.getWindows(), started.getTotalSteps());
        bar =
            Progress.bar("train")
                .setInitialMax(started.getTotalSteps())
                .startsFrom(started.getFirstStep(), java.time.Duration.ZERO)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(1000)
                .build();
      }
      case STEP -> {
        if (bar == null) {
          return;
        }
        bar.stepTo(event.getStep().getStep());
        bar.setExtraMessage(
            String.format(Locale.ROOT, " loss %.3f", event.getStep().getLosses().getTotal()));
      }
      case VALIDATION -> {
        TrainingEvent.Validation v = event.getValidation();
        line(
            String.format(
                Locale.ROOT,
                "epoch %4d  loss %.3f  validation %s%s%s",
                v.getEpoch(),
                v.getMeanLoss(),
                metrics(v.getValidationMap()),
                v.getTestMap().isEmpty() ? "" : "  test " + metrics(v.getTestMap()),
                v.getBest() ? "  best so far" : ""));
      }
      case PUBLISHED -> {
        Model model = event.getPublished();
        line(
            "published "
                + model.getName()
                + "@"
                + model.getVersion()
                + ", best of epoch "
                + model.getEpoch());
      }
      case ENDED -> ended(event.getEnded());
      case CHECKPOINT, EVENT_NOT_SET -> {}
    }
  }

  /** What became of it: also which version serves, and of one that ended before it was watched. */
  private void ended(Training training) {
    if (training.getState() == TrainingState.TRAINING_STATE_SUCCEEDED) {
      line("training " + training.getId() + " succeeded: " + training.getMessage());
    }
  }

  static String metrics(Map<String, Double> metrics) {
    return MetricNames.ordered(metrics.keySet()).stream()
        .map(name -> String.format(Locale.ROOT, "%s %.4f", name, metrics.get(name)))
        .collect(Collectors.joining(" "));
  }

  private void line(String text) {
    if (bar != null && Progress.shown()) {
      System.err.print(CLEAR_LINE);
    }
    to.println(text);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
