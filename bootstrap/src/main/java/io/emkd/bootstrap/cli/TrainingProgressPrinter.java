package io.emkd.bootstrap.cli;

import io.emkd.v1.Model;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingState;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a training's events: a progress bar with rate and ETA, and a line for each validation. */
final class TrainingProgressPrinter implements AutoCloseable {
  private ProgressBar bar;
  private Training ended;

  void show(TrainingEvent event) {
    switch (event.getEventCase()) {
      case ACCEPTED -> System.out.println("training " + event.getAccepted().getId());
      case STARTED -> {
        TrainingEvent.Started started = event.getStarted();
        System.out.printf(
            "on %s: %d windows, %d steps%n",
            started.getDevice(), started.getWindows(), started.getTotalSteps());
        bar =
            ProgressBar.builder()
                .setTaskName("train")
                .setInitialMax(started.getTotalSteps())
                .startsFrom(started.getFirstStep(), java.time.Duration.ZERO)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .setUpdateIntervalMillis(1000)
                .build();
      }
      case STEP -> {
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
      case ENDED -> ended = event.getEnded();
      case CHECKPOINT, EVENT_NOT_SET -> {}
    }
  }

  /** Whether the training succeeded; prints why if not. */
  boolean succeeded() {
    close();
    if (ended == null) {
      throw new CliException(
          "the stream ended before the training; watch it with: ./emkd trainings watch ID");
    }
    if (ended.getState() != TrainingState.TRAINING_STATE_SUCCEEDED) {
      System.err.println(
          "training "
              + ended.getId()
              + " is "
              + ended
                  .getState()
                  .name()
                  .substring("TRAINING_STATE_".length())
                  .toLowerCase(Locale.ROOT)
              + ": "
              + ended.getMessage());
      return false;
    }
    return true;
  }

  static String metrics(Map<String, Double> metrics) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(metrics)
        .forEach((name, value) -> text.append(String.format(Locale.ROOT, "%s %.4f ", name, value)));
    return text.toString().strip();
  }

  private void line(String text) {
    System.out.println((bar == null ? "" : "\r") + text);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
