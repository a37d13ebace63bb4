package io.emkd.domain.configuration;

import io.emkd.domain.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that, with the data and the device, determines a training.
 *
 * @param optimizer null, as in what was written before it existed, is the paper's
 * @param precision null, as in what was written before it existed, is float32
 * @param seed of the initial weights, the order of windows, the masked views, the sampled items and
 *     dropout
 * @param teacher what the networks learn from beside the labels; null, as in what was written
 *     before it existed, is nothing
 */
public record TrainingConfiguration(
    EnsembleConfiguration ensemble,
    MaskingConfiguration masking,
    LossConfiguration loss,
    ScheduleConfiguration schedule,
    OptimizerConfiguration optimizer,
    Precision precision,
    long seed,
    Optional<Teacher> teacher) {
  public TrainingConfiguration {
    optimizer = optimizer == null ? OptimizerConfiguration.PAPER : optimizer;
    precision = precision == null ? Precision.FLOAT32 : precision;
    teacher = teacher == null ? Optional.empty() : teacher;
    requireCausal(ensemble, masking, teacher);
    teacher.ifPresent(known -> requireLength(ensemble, known));
  }

  /** An encoder that sees the item it is asked for learns nothing, and teaches nothing. */
  private static void requireCausal(
      EnsembleConfiguration ensemble, MaskingConfiguration masking, Optional<Teacher> teacher) {
    if (masking.objective() == Objective.NEXT_ITEM
        && Objective.of(asked(ensemble, teacher)) != Objective.NEXT_ITEM) {
      throw new InvalidInputException(
          "objective",
          "next_item",
          "masked, since one of the encoders sees more than the items before a position: "
              + ensemble.encoders()
              + teacher.map(known -> " and " + known.describeEncoders()).orElse(""));
    }
  }

  /** Returns the encoders that are asked for the items of a view. */
  private static List<EncoderKind> asked(
      EnsembleConfiguration ensemble, Optional<Teacher> teacher) {
    List<EncoderKind> asked = new ArrayList<>(ensemble.encoders());
    teacher.ifPresent(known -> asked.addAll(known.shape().encoders()));
    return asked;
  }

  /** What a position means is learnt: a teacher's are its own. */
  private static void requireLength(EnsembleConfiguration ensemble, Teacher teacher) {
    if (ensemble.maxLength() != teacher.shape().maxLength()) {
      throw new InvalidInputException(
          "max_length",
          ensemble.maxLength(),
          teacher.shape().maxLength() + ", as of the teacher " + teacher.version());
    }
  }

  /**
   * Returns what networks are trained for where nobody says.
   *
   * @param teacher what they learn from
   */
  public static Objective objective(EnsembleConfiguration ensemble, Optional<Teacher> teacher) {
    return Objective.of(asked(ensemble, teacher));
  }

  /** Without a teacher. */
  public TrainingConfiguration(
      EnsembleConfiguration ensemble,
      MaskingConfiguration masking,
      LossConfiguration loss,
      ScheduleConfiguration schedule,
      OptimizerConfiguration optimizer,
      Precision precision,
      long seed) {
    this(ensemble, masking, loss, schedule, optimizer, precision, seed, Optional.empty());
  }

  /** With the paper's optimiser. */
  public TrainingConfiguration(
      EnsembleConfiguration ensemble,
      MaskingConfiguration masking,
      LossConfiguration loss,
      ScheduleConfiguration schedule,
      Precision precision,
      long seed) {
    this(ensemble, masking, loss, schedule, OptimizerConfiguration.PAPER, precision, seed);
  }

  /**
   * Returns the learning rate of a step.
   *
   * @param step from 0
   * @param steps of the whole training
   */
  public double learningRate(long step, long steps) {
    return schedule.learningRate() * optimizer.rateShare(step, steps);
  }
}
