package io.emkd.domain.configuration;

import java.util.List;

/** Named configurations: the paper's for its datasets, and two that a laptop trains. */
public enum Preset {
  BEAUTY(paper(15, 2, 0.3, 0.3, 1)),
  TOYS(paper(20, 2, 0.3, 0.3, 1)),
  ML_1M(paper(40, 4, 1.0, 0.2, 10)),
  SMALL(
      new TrainingConfiguration(
          new EnsembleConfiguration(EncoderKind.BERT4REC, 64, 20, 2, 2, 3, 0.2),
          new MaskingConfiguration(2, 0.15, 1),
          new LossConfiguration(1.0, 0.01, 0.001, ItemLossConfiguration.FULL),
          new ScheduleConfiguration(256, 1e-3, 100, 1, 1, 10, 0),
          Precision.FLOAT32,
          42)),

  /**
   * Ours, not the paper's: what reaches most in minutes of two cores. Encoders that cannot be asked
   * for every next item are asked for the last ones of prefixes. See docs/accuracy.md.
   */
  QUICK(
      new TrainingConfiguration(
          new EnsembleConfiguration(
              List.of(EncoderKind.SASREC), 64, 20, 2, 2, 3, 0.5, 0.02, true, 1.0),
          new MaskingConfiguration(1, 0.15, 20, false, 1.0, Objective.NEXT_ITEM),
          new LossConfiguration(0.3, 0.01, 0.001, ItemLossConfiguration.FULL),
          new ScheduleConfiguration(256, 2e-3, 24, 4, 4, 0, 0),
          new OptimizerConfiguration(
              OptimizerKind.MUON, LearningRateSchedule.WARMUP_COSINE, 300, 0, 0.999),
          Precision.FLOAT32,
          42));

  @SuppressWarnings("Immutable") // A record of records.
  private final TrainingConfiguration configuration;

  Preset(TrainingConfiguration configuration) {
    this.configuration = configuration;
  }

  public TrainingConfiguration configuration() {
    return configuration;
  }

  private static TrainingConfiguration paper(
      int maxLength, int heads, double temperature, double dropout, int windowStep) {
    return new TrainingConfiguration(
        new EnsembleConfiguration(EncoderKind.BERT4REC, 256, maxLength, 2, heads, 3, dropout),
        new MaskingConfiguration(8, 0.15, windowStep),
        new LossConfiguration(temperature, 0.01, 0.001, ItemLossConfiguration.FULL),
        new ScheduleConfiguration(256, 1e-3, 250, 100, 1, 0, 0),
        Precision.FLOAT32,
        42);
  }
}
