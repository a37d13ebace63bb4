package io.emkd.tensorflow.process;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.ItemLossKind;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import java.io.IOException;

/** A training's configuration on its way to another process: every value in its record's order. */
final class ConfigurationMessage {
  private ConfigurationMessage() {}

  static void write(ArrayOutput output, TrainingConfiguration configuration) throws IOException {
    EnsembleConfiguration ensemble = configuration.ensemble();
    output.writeText(ensemble.encoder().name());
    output.writeInt(ensemble.hiddenSize());
    output.writeInt(ensemble.maxLength());
    output.writeInt(ensemble.blocks());
    output.writeInt(ensemble.heads());
    output.writeInt(ensemble.networks());
    output.writeDouble(ensemble.dropout());
    MaskingConfiguration masking = configuration.masking();
    output.writeInt(masking.maskedViews());
    output.writeDouble(masking.maskProbability());
    output.writeInt(masking.windowStep());
    LossConfiguration loss = configuration.loss();
    output.writeDouble(loss.temperature());
    output.writeDouble(loss.contrastWeight());
    output.writeDouble(loss.distillationWeight());
    output.writeText(loss.itemLoss().kind().name());
    output.writeInt(loss.itemLoss().sampledItems());
    ScheduleConfiguration schedule = configuration.schedule();
    output.writeInt(schedule.batchSize());
    output.writeDouble(schedule.learningRate());
    output.writeInt(schedule.epochs());
    output.writeInt(schedule.firstValidationEpoch());
    output.writeInt(schedule.validationInterval());
    output.writeInt(schedule.patience());
    output.writeInt(schedule.checkpointSteps());
    output.writeText(configuration.precision().name());
    output.writeLong(configuration.seed());
  }

  static TrainingConfiguration read(ArrayInput input) throws IOException {
    return new TrainingConfiguration(
        new EnsembleConfiguration(
            EncoderKind.valueOf(input.readText()),
            input.readInt(),
            input.readInt(),
            input.readInt(),
            input.readInt(),
            input.readInt(),
            input.readDouble()),
        new MaskingConfiguration(input.readInt(), input.readDouble(), input.readInt()),
        new LossConfiguration(
            input.readDouble(),
            input.readDouble(),
            input.readDouble(),
            new ItemLossConfiguration(ItemLossKind.valueOf(input.readText()), input.readInt())),
        new ScheduleConfiguration(
            input.readInt(),
            input.readDouble(),
            input.readInt(),
            input.readInt(),
            input.readInt(),
            input.readInt(),
            input.readInt()),
        Precision.valueOf(input.readText()),
        input.readLong());
  }
}
