package io.emkd.domain.dataset;

/**
 * What an import does beside replacing a dataset's content.
 *
 * @param activatesAll whether items that were inactive become active; else they stay inactive, with
 *     the new content or without it
 * @param keepsLineOrder whether a user's interactions of one time keep the source's order; else
 *     they are in an order that is the same in whatever order the source gives them
 */
public record ImportOptions(boolean activatesAll, boolean keepsLineOrder) {
  /** Inactive items stay so, the order of the source does not count. */
  public static final ImportOptions DEFAULT = new ImportOptions(false, false);
}
