package io.emkd.experiments;

import io.emkd.v1.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a training's events tell of its pace, and whether another number of epochs would fit the
 * time better: what was measured before knows neither checkpoints nor what the machine does now.
 */
final class TrainingPace {
  /** What is left for the last checkpoint and the publication. */
  private static final double USABLE = 0.96;

  /** So much more has to fit for a training to be started anew. */
  private static final double WORTH_IT = 1.2;

  /** The share of the time after which one is judged that was not validated yet. */
  private static final double JUDGED_AT_LAST = 0.25;

  /** The second step may still wait for what the first began. */
  private static final int LEAST_STEPS = 5;

  /** One validation. */
  record Point(
      int epoch,
      long step,
      double seconds,
      double meanLoss,
      Map<String, Double> validation,
      boolean best) {}

  private final int epochs;
  private final int mostEpochs;
  private final double availableSeconds;
  private final List<Point> curve = new ArrayList<>();
  private long totalSteps;
  private long step;
  private long firstStep;
  private double started;
  private double firstStepAt;
  private boolean judged;

  /**
   * @param epochs of this training
   * @param mostEpochs that would ever be wanted
   * @param availableSeconds from now on
   */
  TrainingPace(int epochs, int mostEpochs, double availableSeconds) {
    this.epochs = epochs;
    this.mostEpochs = mostEpochs;
    this.availableSeconds = availableSeconds;
  }

  /**
   * Takes an event.
   *
   * @param now seconds since this training was asked for
   * @return with how many epochs to start anew; empty where this one goes on
   */
  OptionalInt take(TrainingEvent event, double now) {
    switch (event.getEventCase()) {
      case STARTED -> {
        started = now;
        totalSteps = event.getStarted().getTotalSteps();
      }
      case STEP -> {
        step = event.getStep().getStep();
        if (firstStep == 0) {
          firstStep = step;
          firstStepAt = now;
        }
        return now > JUDGED_AT_LAST * availableSeconds ? judge(now) : OptionalInt.empty();
      }
      case VALIDATION -> {
        var told = event.getValidation();
        curve.add(
            new Point(
                told.getEpoch(),
                Math.max(step, (long) told.getEpoch() * totalSteps / epochs),
                now - started,
                told.getMeanLoss(),
                told.getValidationMap(),
                told.getBest()));
        return judge(now);
      }
      default -> {
        // Tells nothing of the pace.
      }
    }
    return OptionalInt.empty();
  }

  private OptionalInt judge(double now) {
    if (judged || step < firstStep + LEAST_STEPS) {
      return OptionalInt.empty();
    }
    judged = true;
    double stepSeconds = (now - firstStepAt) / (step - firstStep);
    double perEpoch = stepSeconds * totalSteps / epochs;
    double left = USABLE * availableSeconds - now;
    // What it takes to get to the first step is taken again.
    int fitting = (int) Math.min(mostEpochs, (left - firstStepAt) / perEpoch);
    boolean tooLong = (totalSteps - step) * stepSeconds > left;
    return fitting >= 1 && (tooLong || fitting > WORTH_IT * epochs)
        ? OptionalInt.of(fitting)
        : OptionalInt.empty();
  }

  List<Point> curve() {
    return List.copyOf(curve);
  }

  /** Steps done. */
  long steps() {
    return step;
  }

  long totalSteps() {
    return totalSteps;
  }

  /** Until the first step was done: what is compiled is in it. */
  double secondsToFirstStep() {
    return firstStepAt;
  }
}
