package io.emkd.domain.ensemble;

/**
 * What the networks have yet to learn from each other: by how much their predictions of hidden
 * items differ, "distillation" of {@link LossTerms}.
 */
public interface DistillationLoss {
  /** The term of a batch at the present weights; nothing is updated. */
  double of(TrainingBatch batch);
}
