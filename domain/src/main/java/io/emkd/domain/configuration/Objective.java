package io.emkd.domain.configuration;

/** Which items of a window a view asks for. */
public enum Objective {
  /** Those that it masks: the paper's. */
  MASKED,
  /** Every one that has an item before it, none of them masked: for causal encoders alone. */
  NEXT_ITEM
}
