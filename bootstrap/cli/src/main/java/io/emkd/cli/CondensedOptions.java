package io.emkd.cli;

import io.emkd.v1.Encoder;
import io.emkd.v1.Model;
import io.emkd.v1.TrainingOptions;

/** With what one network learns from a version: as that learnt, but for what a teacher changes. */
final class CondensedOptions {
  /** Measured, as the weight: docs/accuracy.md, "Condensed". */
  private static final double TEMPERATURE = 2;

  private static final double DISTILLATION_WEIGHT = 8;

  private CondensedOptions() {}

  static TrainingOptions of(Model teacher, Encoder network) {
    return teacher.getOptions().toBuilder()
        .clearEncoders()
        .addEncoders(network)
        .setNetworks(1)
        // It follows from its encoder and the teacher's.
        .clearObjective()
        .setTeacher(ModelsCommand.name(teacher))
        .setTemperature(TEMPERATURE)
        .setDistillationWeight(DISTILLATION_WEIGHT)
        .build();
  }
}
