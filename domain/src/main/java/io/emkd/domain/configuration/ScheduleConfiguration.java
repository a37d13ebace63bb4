package io.emkd.domain.configuration;

import io.emkd.domain.error.Violations;

/**
 * How long and in which steps a training goes on.
 *
 * @param batchSize B, sequences a step, 1 to 65536
 * @param learningRate of the optimiser, 1e-9 to 10; its highest where it changes by the step
 * @param epochs passes over all windows, 1 to 100000
 * @param firstValidationEpoch the first epoch after which the ensemble is validated, from 1
 * @param validationInterval epochs from one validation to the next, at least 1
 * @param patience validations without a better NDCG@10 after which training stops; 0 never stops
 * @param checkpointSteps steps from one checkpoint to the next; 0 keeps those of each epoch's end
 */
public record ScheduleConfiguration(
    int batchSize,
    double learningRate,
    int epochs,
    int firstValidationEpoch,
    int validationInterval,
    int patience,
    int checkpointSteps) {
  public ScheduleConfiguration {
    new Violations()
        .require(batchSize >= 1 && batchSize <= 65536, "batch_size", batchSize, "1 to 65536")
        .require(
            learningRate >= 1e-9 && learningRate <= 10,
            "learning_rate",
            learningRate,
            "0.000000001 to 10")
        .require(epochs >= 1 && epochs <= 100_000, "epochs", epochs, "1 to 100000")
        .require(
            firstValidationEpoch >= 1, "first_validation_epoch", firstValidationEpoch, "at least 1")
        .require(validationInterval >= 1, "validation_interval", validationInterval, "at least 1")
        .require(patience >= 0, "patience", patience, "at least 0")
        .require(checkpointSteps >= 0, "checkpoint_steps", checkpointSteps, "at least 0")
        .throwIfAny();
  }

  /** Whether the ensemble is validated after {@code epoch}, counted from 1; the last always is. */
  public boolean validatesAfter(int epoch) {
    return epoch == epochs
        || (epoch >= firstValidationEpoch
            && (epoch - firstValidationEpoch) % validationInterval == 0);
  }
}
