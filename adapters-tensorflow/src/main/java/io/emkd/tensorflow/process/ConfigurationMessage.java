package io.emkd.tensorflow.process;

import io.emkd.domain.configuration.Activation;
import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EncoderVariant;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.ItemLossKind;
import io.emkd.domain.configuration.LearningRateSchedule;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Objective;
import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.Teacher;
import io.emkd.domain.configuration.TrainingConfiguration;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A training's configuration on its way to another process: every value in its record's order. */
final class ConfigurationMessage {
  private ConfigurationMessage() {}

  static void write(ArrayOutput output, TrainingConfiguration configuration) throws IOException {
    writeEnsemble(output, configuration.ensemble());
    MaskingConfiguration masking = configuration.masking();
    output.writeInt(masking.maskedViews());
    output.writeDouble(masking.maskProbability());
    output.writeInt(masking.windowStep());
    output.writeBoolean(masking.atLeastOneMask());
    output.writeDouble(masking.prefixShare());
    output.writeText(masking.objective().name());
    LossConfiguration loss = configuration.loss();
    output.writeDouble(loss.temperature());
    output.writeDouble(loss.contrastWeight());
    output.writeDouble(loss.distillationWeight());
    output.writeText(loss.itemLoss().kind().name());
    output.writeInt(loss.itemLoss().sampledItems());
    output.writeDouble(loss.intraContrastWeight());
    output.writeDouble(loss.crossContrastWeight());
    output.writeDouble(loss.attributeWeight());
    ScheduleConfiguration schedule = configuration.schedule();
    output.writeInt(schedule.batchSize());
    output.writeDouble(schedule.learningRate());
    output.writeInt(schedule.epochs());
    output.writeInt(schedule.firstValidationEpoch());
    output.writeInt(schedule.validationInterval());
    output.writeInt(schedule.patience());
    output.writeInt(schedule.checkpointSteps());
    OptimizerConfiguration optimizer = configuration.optimizer();
    output.writeText(optimizer.optimizer().name());
    output.writeText(optimizer.learningRateSchedule().name());
    output.writeInt(optimizer.warmupSteps());
    output.writeDouble(optimizer.weightDecay());
    output.writeDouble(optimizer.weightAveraging());
    output.writeText(configuration.precision().name());
    output.writeLong(configuration.seed());
    output.writeBoolean(configuration.teacher().isPresent());
    if (configuration.teacher().isPresent()) {
      Teacher teacher = configuration.teacher().get();
      output.writeText(teacher.version());
      writeEnsemble(output, teacher.shape());
    }
  }

  private static void writeEnsemble(ArrayOutput output, EnsembleConfiguration ensemble)
      throws IOException {
    output.writeText(
        ensemble.encoders().stream().map(EncoderKind::name).collect(Collectors.joining(" ")));
    output.writeInt(ensemble.hiddenSize());
    output.writeInt(ensemble.maxLength());
    output.writeInt(ensemble.blocks());
    output.writeInt(ensemble.heads());
    output.writeInt(ensemble.networks());
    output.writeDouble(ensemble.dropout());
    output.writeDouble(ensemble.initialDeviation());
    output.writeBoolean(ensemble.tiedItemHead());
    output.writeDouble(ensemble.skipMarkovWeight());
    EncoderVariant variant = ensemble.variant();
    output.writeInt(variant.innerSize());
    output.writeText(variant.activation().name());
    output.writeDouble(variant.normEpsilon());
    output.writeBoolean(variant.positionsFromFirst());
    output.writeBoolean(variant.postNorm());
  }

  private static EnsembleConfiguration readEnsemble(ArrayInput input) throws IOException {
    return new EnsembleConfiguration(
        Stream.of(input.readText().split(" ")).map(EncoderKind::valueOf).toList(),
        input.readInt(),
        input.readInt(),
        input.readInt(),
        input.readInt(),
        input.readInt(),
        input.readDouble(),
        input.readDouble(),
        input.readBoolean(),
        input.readDouble(),
        new EncoderVariant(
            input.readInt(),
            Activation.valueOf(input.readText()),
            input.readDouble(),
            input.readBoolean(),
            input.readBoolean()));
  }

  static TrainingConfiguration read(ArrayInput input) throws IOException {
    return new TrainingConfiguration(
        readEnsemble(input),
        new MaskingConfiguration(
            input.readInt(),
            input.readDouble(),
            input.readInt(),
            input.readBoolean(),
            input.readDouble(),
            Objective.valueOf(input.readText())),
        new LossConfiguration(
            input.readDouble(),
            input.readDouble(),
            input.readDouble(),
            new ItemLossConfiguration(ItemLossKind.valueOf(input.readText()), input.readInt()),
            input.readDouble(),
            input.readDouble(),
            input.readDouble()),
        new ScheduleConfiguration(
            input.readInt(),
            input.readDouble(),
            input.readInt(),
            input.readInt(),
            input.readInt(),
            input.readInt(),
            input.readInt()),
        new OptimizerConfiguration(
            OptimizerKind.valueOf(input.readText()),
            LearningRateSchedule.valueOf(input.readText()),
            input.readInt(),
            input.readDouble(),
            input.readDouble()),
        Precision.valueOf(input.readText()),
        input.readLong(),
        input.readBoolean()
            ? Optional.of(new Teacher(input.readText(), readEnsemble(input)))
            : Optional.empty());
  }
}
