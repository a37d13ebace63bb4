package io.emkd.cli;

import io.emkd.v1.Comparison;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.RequirementOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A requirement of an evaluation, and what became of it.
 *
 * @param value what the model reached: a metric, or the difference of one from another version's
 * @param required what it had to reach; not a number where an older server does not say it
 * @param margin by how much it holds, below 0 by how much it fails; not a number as required
 * @param remark of some lines; empty where the figures say all
 */
record GateCheck(
    String requirement,
    boolean passed,
    double value,
    double required,
    double margin,
    String remark) {

  static List<GateCheck> of(EvaluateResponse response) {
    List<GateCheck> checks = new ArrayList<>();
    response.getOutcomesList().forEach(outcome -> checks.add(of(outcome)));
    if (response.hasComparison()) {
      checks.add(of(response.getComparison()));
    }
    return checks;
  }

  private static GateCheck of(RequirementOutcome outcome) {
    double threshold = outcome.hasThreshold() ? outcome.getThreshold() : Double.NaN;
    return new GateCheck(
        outcome.getRequirement(),
        outcome.getPassed(),
        outcome.getValue(),
        threshold,
        outcome.getValue() - threshold,
        "");
  }

  private static GateCheck of(Comparison comparison) {
    String other = comparison.getOther().getName() + "@" + comparison.getOther().getVersion();
    return new GateCheck(
        comparison.getMetric() + " not worse than " + other,
        comparison.getPassed(),
        comparison.getDifference(),
        -comparison.getTolerance(),
        comparison.getHighestDifference() + comparison.getTolerance(),
        String.format(
            Locale.ROOT,
            "%s of %d users: %.5f beside %.5f of %s;%nthe difference is %.5f to %.5f with confidence %s",
            comparison.getMetric(),
            comparison.getUsers(),
            comparison.getValue(),
            comparison.getOtherValue(),
            other,
            comparison.getLowestDifference(),
            comparison.getHighestDifference(),
            comparison.getConfidence()));
  }

  /** One line a check, with what it failed by. */
  static String table(List<GateCheck> checks) {
    StringBuilder text =
        new StringBuilder(
            Output.table(
                List.of("", "requirement", "value", "required", "margin"),
                checks.stream()
                    .map(
                        check ->
                            List.of(
                                check.passed ? "passed" : "FAILED",
                                check.requirement,
                                number("%.5f", check.value),
                                number("%.5f", check.required),
                                number("%+.5f", check.margin)))
                    .toList(),
                "requirement"));
    checks.stream()
        .map(GateCheck::remark)
        .filter(remark -> !remark.isEmpty())
        .forEach(remark -> text.append('\n').append(remark));
    return text.toString();
  }

  private static String number(String format, double number) {
    return Double.isNaN(number) ? "" : String.format(Locale.ROOT, format, number);
  }

  /** What a reader of a report wants to know of one that failed. */
  String failure() {
    return requirement
        + " does not hold: "
        + number("%.5f", value)
        + number(" where %.5f is required", required)
        + number(", too low by %.5f", -margin)
        + (remark.isEmpty() ? "" : "; " + remark.replaceAll("\\R", " "));
  }
}
