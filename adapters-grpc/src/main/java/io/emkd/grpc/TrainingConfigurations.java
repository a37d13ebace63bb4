package io.emkd.grpc;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Preset;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import io.emkd.v1.TrainingOptions;

/** Training options to the domain's configuration and back. */
public final class TrainingConfigurations {
  private TrainingConfigurations() {}

  /**
   * The preset with the given options in place of its own.
   *
   * @throws InvalidInputException naming every option out of range
   */
  public static TrainingConfiguration of(io.emkd.v1.Preset preset, TrainingOptions given) {
    TrainingOptions options =
        options(preset(preset).configuration()).toBuilder().mergeFrom(given).build();
    Violations violations = new Violations();
    EnsembleConfiguration ensemble =
        violations.attempt(
            () ->
                new EnsembleConfiguration(
                    preset(preset).configuration().ensemble().encoder(),
                    options.getHiddenSize(),
                    options.getMaxLength(),
                    options.getBlocks(),
                    options.getHeads(),
                    options.getNetworks(),
                    options.getDropout()));
    MaskingConfiguration masking =
        violations.attempt(
            () ->
                new MaskingConfiguration(
                    options.getMaskedViews(),
                    options.getMaskProbability(),
                    options.getWindowStep()));
    LossConfiguration loss =
        violations.attempt(
            () ->
                new LossConfiguration(
                    options.getTemperature(),
                    options.getContrastWeight(),
                    options.getDistillationWeight()));
    ScheduleConfiguration schedule =
        violations.attempt(
            () ->
                new ScheduleConfiguration(
                    options.getBatchSize(),
                    options.getLearningRate(),
                    options.getEpochs(),
                    options.getFirstValidationEpoch(),
                    options.getValidationInterval(),
                    options.getPatience(),
                    options.getCheckpointSteps()));
    violations.throwIfAny();
    return new TrainingConfiguration(ensemble, masking, loss, schedule, options.getSeed());
  }

  private static Preset preset(io.emkd.v1.Preset preset) {
    return switch (preset) {
      case PRESET_UNSPECIFIED, PRESET_SMALL -> Preset.SMALL;
      case PRESET_BEAUTY -> Preset.BEAUTY;
      case PRESET_TOYS -> Preset.TOYS;
      case PRESET_ML_1M -> Preset.ML_1M;
      case UNRECOGNIZED ->
          throw new InvalidInputException("preset", preset, "one of the enum's values");
    };
  }

  static TrainingOptions options(TrainingConfiguration c) {
    return TrainingOptions.newBuilder()
        .setHiddenSize(c.ensemble().hiddenSize())
        .setMaxLength(c.ensemble().maxLength())
        .setBlocks(c.ensemble().blocks())
        .setHeads(c.ensemble().heads())
        .setNetworks(c.ensemble().networks())
        .setDropout(c.ensemble().dropout())
        .setMaskedViews(c.masking().maskedViews())
        .setMaskProbability(c.masking().maskProbability())
        .setWindowStep(c.masking().windowStep())
        .setTemperature(c.loss().temperature())
        .setContrastWeight(c.loss().contrastWeight())
        .setDistillationWeight(c.loss().distillationWeight())
        .setBatchSize(c.schedule().batchSize())
        .setLearningRate(c.schedule().learningRate())
        .setEpochs(c.schedule().epochs())
        .setFirstValidationEpoch(c.schedule().firstValidationEpoch())
        .setValidationInterval(c.schedule().validationInterval())
        .setPatience(c.schedule().patience())
        .setCheckpointSteps(c.schedule().checkpointSteps())
        .setSeed(c.seed())
        .build();
  }
}
