package io.emkd.domain.ensemble;

/**
 * The loss of a batch, "Loss of one batch" of docs/specification.md: unweighted sums and their
 * weighted total.
 */
public record LossTerms(
    double maskedItem,
    double distillation,
    double attribute,
    double intraContrast,
    double crossContrast,
    double total) {
  public boolean isFinite() {
    return Double.isFinite(total);
  }
}
