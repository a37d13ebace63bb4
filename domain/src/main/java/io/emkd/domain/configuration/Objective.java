package io.emkd.domain.configuration;

import java.util.List;

/** Which items of a window a view asks for. */
public enum Objective {
  /** Those that it masks: the paper's. */
  MASKED,
  /** Every one that has an item before it, none of them masked: for causal encoders alone. */
  NEXT_ITEM;

  /**
   * Returns what encoders are trained for where nobody says: every next item, which teaches more a
   * step, if all of them can be asked for it.
   */
  public static Objective of(List<EncoderKind> encoders) {
    return encoders.stream().allMatch(EncoderKind::causal) ? NEXT_ITEM : MASKED;
  }
}
