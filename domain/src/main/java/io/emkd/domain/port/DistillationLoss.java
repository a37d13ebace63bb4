package io.emkd.domain.port;

import io.emkd.domain.masking.TrainingBatch;
import io.emkd.domain.training.LossTerms;

/** The loss terms of a batch at the present weights, each by name; nothing is updated. */
public interface DistillationLoss {
  LossTerms of(TrainingBatch batch);
}
