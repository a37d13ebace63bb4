package io.emkd.domain.training;

import java.util.List;

/** Keeps what this process's trainings said, to be looked at. Thread-safe. */
@FunctionalInterface
public interface TrainingCurves {
  /**
   * Gives all that was said so far, as one curve of each quantity however often the training was
   * resumed; empty where nothing is kept.
   */
  List<TrainingCurve> of(String trainingId);
}
