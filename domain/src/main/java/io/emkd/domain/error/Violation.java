package io.emkd.domain.error;

import java.util.Objects;

/**
 * One thing wrong with an input.
 *
 * @param field the field's name as the caller wrote it, e.g. {@code hidden_size}
 * @param value what the caller gave
 * @param valid what would be valid, as a phrase that completes "must be ..."
 */
public record Violation(String field, String value, String valid) {
  public Violation {
    Objects.requireNonNull(field);
    Objects.requireNonNull(value);
    Objects.requireNonNull(valid);
  }

  public String message() {
    return field + " is " + value + " but must be " + valid;
  }
}
