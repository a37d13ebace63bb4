package io.emkd.domain.recommendation;

/** What to answer where a history holds no item that the model knows. */
public enum ColdStart {
  /** The items that occur most often in the training sequences. */
  POPULARITY,
  /** An error. */
  REFUSE
}
