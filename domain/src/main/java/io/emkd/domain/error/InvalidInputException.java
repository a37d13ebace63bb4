package io.emkd.domain.error;

import java.util.List;
import java.util.stream.Collectors;

/** The input breaks a rule; every broken rule is listed, not only the first. */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  public InvalidInputException(List<Violation> violations) {
    super(violations.stream().map(Violation::message).collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  public InvalidInputException(String field, Object value, String valid) {
    this(List.of(new Violation(field, String.valueOf(value), valid)));
  }

  public List<Violation> violations() {
    return violations;
  }

  /** The same violations, of fields that are inside of {@code place}. */
  public InvalidInputException within(String place) {
    return new InvalidInputException(
        violations.stream()
            .map(v -> new Violation(place + "." + v.field(), v.value(), v.valid()))
            .toList());
  }
}
