package io.emkd.domain.configuration;

/** How the learning rate goes on from step to step. */
public enum LearningRateSchedule {
  /** It stays as it is: the paper's. */
  CONSTANT,
  /** It rises to its value in equal steps, then falls to 0 at the training's end, as a cosine. */
  WARMUP_COSINE
}
