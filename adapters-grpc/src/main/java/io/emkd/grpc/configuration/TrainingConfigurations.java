package io.emkd.grpc.configuration;

import static io.emkd.domain.configuration.Preset.BEAUTY;
import static io.emkd.domain.configuration.Preset.ML_1M;
import static io.emkd.domain.configuration.Preset.QUICK;
import static io.emkd.domain.configuration.Preset.SMALL;
import static io.emkd.domain.configuration.Preset.TOYS;
import static io.emkd.v1.Encoder.ENCODER_BERT4REC;
import static io.emkd.v1.Encoder.ENCODER_BSAREC;
import static io.emkd.v1.Encoder.ENCODER_GRU4REC;
import static io.emkd.v1.Encoder.ENCODER_SASREC;
import static io.emkd.v1.LearningRateSchedule.LEARNING_RATE_SCHEDULE_CONSTANT;
import static io.emkd.v1.LearningRateSchedule.LEARNING_RATE_SCHEDULE_WARMUP_COSINE;
import static io.emkd.v1.Objective.OBJECTIVE_MASKED;
import static io.emkd.v1.Objective.OBJECTIVE_NEXT_ITEM;
import static io.emkd.v1.Optimizer.OPTIMIZER_ADAM;
import static io.emkd.v1.Optimizer.OPTIMIZER_MUON;
import static io.emkd.v1.Precision.PRECISION_BFLOAT16;
import static io.emkd.v1.Precision.PRECISION_FLOAT32;

import io.emkd.domain.configuration.EncoderKind;
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
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Shown;
import io.emkd.domain.error.Violations;
import io.emkd.v1.Encoder;
import io.emkd.v1.ItemLoss;
import io.emkd.v1.Preset;
import io.emkd.v1.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Training options to the domain's configuration and back. */
public final class TrainingConfigurations {
  private TrainingConfigurations() {}

  /**
   * The preset with the given options in place of its own, where no server is that has teachers.
   *
   * @throws InvalidInputException naming every option out of range
   */
  public static TrainingConfiguration of(Preset preset, TrainingOptions given) {
    return of(
        preset,
        given,
        teacher -> {
          throw new InvalidInputException(
              "teacher", Shown.quoted(teacher), "left out: only a server's training has one");
        });
  }

  /**
   * The preset with the given options in place of its own.
   *
   * @param teachers what finds a published version by its exact name
   * @throws InvalidInputException naming every option out of range
   */
  public static TrainingConfiguration of(
      Preset preset, TrainingOptions given, Function<String, Teacher> teachers) {
    TrainingOptions options = merged(options(configuration(preset)), given);
    Violations violations = new Violations();
    Optional<Teacher> teacher =
        options.getTeacher().isEmpty()
            ? Optional.empty()
            : Optional.ofNullable(violations.attempt(() -> teachers.apply(options.getTeacher())));
    EnsembleConfiguration ensemble =
        violations.attempt(
            () ->
                new EnsembleConfiguration(
                    encoders(options),
                    options.getHiddenSize(),
                    options.getMaxLength(),
                    options.getBlocks(),
                    options.getHeads(),
                    options.getNetworks(),
                    options.getDropout(),
                    options.getInitialDeviation(),
                    options.getTiedItemHead(),
                    options.getSkipMarkovWeight()));
    MaskingConfiguration masking =
        violations.attempt(
            () ->
                new MaskingConfiguration(
                    options.getMaskedViews(),
                    options.getMaskProbability(),
                    options.getWindowStep(),
                    options.getAtLeastOneMask(),
                    options.getPrefixShare(),
                    objective(options, ensemble, teacher)));
    ItemLossConfiguration itemLoss =
        violations.attempt(
            () ->
                new ItemLossConfiguration(
                    itemLoss(options.getItemLoss(), options.getItemLossValue()),
                    options.getSampledItems()));
    LossConfiguration loss =
        violations.attempt(
            () ->
                new LossConfiguration(
                    options.getTemperature(),
                    options.getContrastWeight(),
                    options.getDistillationWeight(),
                    // Of a wrong one the caller learns beside this.
                    Objects.requireNonNullElse(itemLoss, ItemLossConfiguration.FULL),
                    options.hasIntraContrastWeight()
                        ? options.getIntraContrastWeight()
                        : options.getContrastWeight(),
                    options.hasCrossContrastWeight()
                        ? options.getCrossContrastWeight()
                        : options.getContrastWeight(),
                    options.getAttributeWeight()));
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
    OptimizerConfiguration optimizer =
        violations.attempt(
            () ->
                new OptimizerConfiguration(
                    optimizer(options),
                    learningRateSchedule(options),
                    options.getWarmupSteps(),
                    options.getWeightDecay(),
                    options.getWeightAveraging()));
    violations.throwIfAny();
    return new TrainingConfiguration(
        Objects.requireNonNull(ensemble),
        Objects.requireNonNull(masking),
        Objects.requireNonNull(loss),
        Objects.requireNonNull(schedule),
        Objects.requireNonNull(optimizer),
        precision(options),
        options.getSeed(),
        teacher);
  }

  /**
   * Returns the preset's options with the given ones in their place. An objective that is not given
   * is not the preset's but follows from the encoders.
   */
  private static TrainingOptions merged(TrainingOptions preset, TrainingOptions given) {
    TrainingOptions.Builder merged = preset.toBuilder().clearObjective();
    if (given.getEncodersCount() > 0) {
      merged.clearEncoders();
    }
    if (given.getEncodersCount() > 1) {
      merged.setNetworks(given.getEncodersCount());
    }
    return merged.mergeFrom(given).build();
  }

  private static List<EncoderKind> encoders(TrainingOptions options) {
    List<EncoderKind> encoders = new ArrayList<>();
    for (int n = 0; n < options.getEncodersCount(); n++) {
      encoders.add(
          switch (options.getEncoders(n)) {
            case ENCODER_UNSPECIFIED, ENCODER_BERT4REC -> EncoderKind.BERT4REC;
            case ENCODER_SASREC -> EncoderKind.SASREC;
            case ENCODER_BSAREC -> EncoderKind.BSAREC;
            case ENCODER_GRU4REC -> EncoderKind.GRU4REC;
            case UNRECOGNIZED ->
                throw new InvalidInputException(
                    "encoders",
                    options.getEncodersValue(n),
                    "1, bert4rec, 2, sasrec, 3, bsarec, or 4, gru4rec");
          });
    }
    return encoders;
  }

  /**
   * @param ensemble null where it was refused
   */
  private static Objective objective(
      TrainingOptions options,
      @Nullable EnsembleConfiguration ensemble,
      Optional<Teacher> teacher) {
    return switch (options.getObjective()) {
      case OBJECTIVE_UNSPECIFIED ->
          ensemble == null ? Objective.MASKED : TrainingConfiguration.objective(ensemble, teacher);
      case OBJECTIVE_MASKED -> Objective.MASKED;
      case OBJECTIVE_NEXT_ITEM -> Objective.NEXT_ITEM;
      case UNRECOGNIZED ->
          throw new InvalidInputException(
              "objective", options.getObjectiveValue(), "1, masked, or 2, next_item");
    };
  }

  private static OptimizerKind optimizer(TrainingOptions options) {
    return switch (options.getOptimizer()) {
      case OPTIMIZER_UNSPECIFIED, OPTIMIZER_ADAM -> OptimizerKind.ADAM;
      case OPTIMIZER_MUON -> OptimizerKind.MUON;
      case UNRECOGNIZED ->
          throw new InvalidInputException(
              "optimizer", options.getOptimizerValue(), "1, adam, or 2, muon");
    };
  }

  private static LearningRateSchedule learningRateSchedule(TrainingOptions options) {
    return switch (options.getLearningRateSchedule()) {
      case LEARNING_RATE_SCHEDULE_UNSPECIFIED, LEARNING_RATE_SCHEDULE_CONSTANT ->
          LearningRateSchedule.CONSTANT;
      case LEARNING_RATE_SCHEDULE_WARMUP_COSINE -> LearningRateSchedule.WARMUP_COSINE;
      case UNRECOGNIZED ->
          throw new InvalidInputException(
              "learning_rate_schedule",
              options.getLearningRateScheduleValue(),
              "1, constant, or 2, warmup_cosine");
    };
  }

  private static ItemLossKind itemLoss(ItemLoss itemLoss, int value) {
    return switch (itemLoss) {
      case ITEM_LOSS_UNSPECIFIED, ITEM_LOSS_FULL -> ItemLossKind.FULL;
      case ITEM_LOSS_SAMPLED -> ItemLossKind.SAMPLED;
      case UNRECOGNIZED ->
          throw new InvalidInputException("item_loss", value, "1, full, or 2, sampled");
    };
  }

  private static Precision precision(TrainingOptions options) {
    return switch (options.getPrecision()) {
      case PRECISION_UNSPECIFIED, PRECISION_FLOAT32 -> Precision.FLOAT32;
      case PRECISION_BFLOAT16 -> Precision.BFLOAT16;
      case UNRECOGNIZED ->
          throw new InvalidInputException(
              "precision", options.getPrecisionValue(), "1, float32, or 2, bfloat16");
    };
  }

  private static TrainingConfiguration configuration(Preset preset) {
    return switch (preset) {
      case PRESET_UNSPECIFIED, PRESET_SMALL -> SMALL.configuration();
      case PRESET_QUICK -> QUICK.configuration();
      case PRESET_BEAUTY -> BEAUTY.configuration();
      case PRESET_TOYS -> TOYS.configuration();
      case PRESET_ML_1M -> ML_1M.configuration();
      case UNRECOGNIZED ->
          throw new InvalidInputException(
              "preset", "a number of none", "1, beauty, 2, toys, 3, ml-1m, 4, small, or 5, quick");
    };
  }

  private static Encoder encoder(EncoderKind kind) {
    return switch (kind) {
      case BERT4REC -> ENCODER_BERT4REC;
      case SASREC -> ENCODER_SASREC;
      case BSAREC -> ENCODER_BSAREC;
      case GRU4REC -> ENCODER_GRU4REC;
    };
  }

  /** The options of networks alone. */
  public static TrainingOptions shape(EnsembleConfiguration ensemble) {
    return TrainingOptions.newBuilder()
        .addAllEncoders(ensemble.encoders().stream().map(TrainingConfigurations::encoder).toList())
        .setHiddenSize(ensemble.hiddenSize())
        .setMaxLength(ensemble.maxLength())
        .setBlocks(ensemble.blocks())
        .setHeads(ensemble.heads())
        .setNetworks(ensemble.networks())
        .setDropout(ensemble.dropout())
        .setInitialDeviation(ensemble.initialDeviation())
        .setTiedItemHead(ensemble.tiedItemHead())
        .setSkipMarkovWeight(ensemble.skipMarkovWeight())
        .build();
  }

  public static TrainingOptions options(TrainingConfiguration c) {
    TrainingOptions.Builder options = shape(c.ensemble()).toBuilder();
    // Set in a preset they would stay where only contrast_weight is given.
    if (c.loss().intraContrastWeight() != c.loss().contrastWeight()) {
      options.setIntraContrastWeight(c.loss().intraContrastWeight());
    }
    if (c.loss().crossContrastWeight() != c.loss().contrastWeight()) {
      options.setCrossContrastWeight(c.loss().crossContrastWeight());
    }
    c.teacher().ifPresent(teacher -> options.setTeacher(teacher.version()));
    return options
        .setAttributeWeight(c.loss().attributeWeight())
        .setMaskedViews(c.masking().maskedViews())
        .setMaskProbability(c.masking().maskProbability())
        .setWindowStep(c.masking().windowStep())
        .setAtLeastOneMask(c.masking().atLeastOneMask())
        .setPrefixShare(c.masking().prefixShare())
        .setObjective(
            c.masking().objective() == Objective.NEXT_ITEM ? OBJECTIVE_NEXT_ITEM : OBJECTIVE_MASKED)
        .setTemperature(c.loss().temperature())
        .setContrastWeight(c.loss().contrastWeight())
        .setDistillationWeight(c.loss().distillationWeight())
        .setItemLoss(
            c.loss().itemLoss().sampled() ? ItemLoss.ITEM_LOSS_SAMPLED : ItemLoss.ITEM_LOSS_FULL)
        .setSampledItems(c.loss().itemLoss().sampledItems())
        .setPrecision(c.precision() == Precision.BFLOAT16 ? PRECISION_BFLOAT16 : PRECISION_FLOAT32)
        .setBatchSize(c.schedule().batchSize())
        .setLearningRate(c.schedule().learningRate())
        .setEpochs(c.schedule().epochs())
        .setFirstValidationEpoch(c.schedule().firstValidationEpoch())
        .setValidationInterval(c.schedule().validationInterval())
        .setPatience(c.schedule().patience())
        .setCheckpointSteps(c.schedule().checkpointSteps())
        .setOptimizer(
            c.optimizer().optimizer() == OptimizerKind.MUON ? OPTIMIZER_MUON : OPTIMIZER_ADAM)
        .setLearningRateSchedule(
            c.optimizer().learningRateSchedule() == LearningRateSchedule.WARMUP_COSINE
                ? LEARNING_RATE_SCHEDULE_WARMUP_COSINE
                : LEARNING_RATE_SCHEDULE_CONSTANT)
        .setWarmupSteps(c.optimizer().warmupSteps())
        .setWeightDecay(c.optimizer().weightDecay())
        .setWeightAveraging(c.optimizer().weightAveraging())
        .setSeed(c.seed())
        .build();
  }
}
