package io.emkd.domain.ensemble;

/** The loss terms of a batch at the present weights, each by name; nothing is updated. */
public interface DistillationLoss {
  LossTerms of(TrainingBatch batch);
}
