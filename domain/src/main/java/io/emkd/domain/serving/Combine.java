package io.emkd.domain.serving;

/** How the networks' outputs become one score. */
public enum Combine {
  /** The sum of the logits. */
  LOGITS,
  /** The sum of the softmax distributions over all items, padding's column among them. */
  PROBABILITIES
}
