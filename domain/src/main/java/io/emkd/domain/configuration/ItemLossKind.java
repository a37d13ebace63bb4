package io.emkd.domain.configuration;

/** Over which items masked item prediction and logit distillation normalise. */
public enum ItemLossKind {
  /** All V+1: the paper's. */
  FULL,
  /**
   * The label and items drawn by popularity, with the logits corrected by the logarithm of their
   * expected counts (Bengio and Senecal, IEEE TNN 2008). For catalogues where [K, V+1] logits are
   * out of reach.
   */
  SAMPLED
}
