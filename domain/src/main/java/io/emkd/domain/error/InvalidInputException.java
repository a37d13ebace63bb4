package io.emkd.domain.error;

import java.util.List;
import java.util.stream.Collectors;

/** The input breaks rules: the first that it breaks are listed, of the others only the number. */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Violations that are listed at most. */
  public static final int LISTED = 10;

  private final transient List<Violation> violations;
  private final long more;

  public InvalidInputException(List<Violation> violations) {
    this(violations, 0);
  }

  /**
   * @param more violations besides these
   */
  InvalidInputException(List<Violation> violations, long more) {
    super(message(violations, more));
    this.violations = List.copyOf(violations.subList(0, Math.min(LISTED, violations.size())));
    this.more = more + violations.size() - this.violations.size();
  }

  public InvalidInputException(String field, Object value, String valid) {
    this(List.of(new Violation(field, String.valueOf(value), valid)));
  }

  private static String message(List<Violation> violations, long more) {
    long unlisted = more + Math.max(0, violations.size() - LISTED);
    return violations.stream()
            .limit(LISTED)
            .map(Violation::message)
            .collect(Collectors.joining("; "))
        + (unlisted == 0 ? "" : "; and " + unlisted + " more");
  }

  /** The first of them, {@link #LISTED} at most. */
  public List<Violation> violations() {
    return violations;
  }

  /** How many there are besides those listed. */
  public long more() {
    return more;
  }

  /** The same violations, of fields that are inside of {@code place}. */
  public InvalidInputException within(String place) {
    return new InvalidInputException(
        violations.stream()
            .map(v -> new Violation(place + "." + v.field(), v.value(), v.valid()))
            .toList(),
        more);
  }
}
