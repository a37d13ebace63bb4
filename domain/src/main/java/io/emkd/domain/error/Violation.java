package io.emkd.domain.error;

/**
 * One thing wrong with an input. Long texts are cut: a caller's must not decide how long messages
 * get.
 *
 * @param field the field's name as the caller wrote it, e.g. {@code hidden_size}
 * @param value what the caller gave
 * @param valid what would be valid, as a phrase that completes "must be ..."
 */
public record Violation(String field, String value, String valid) {
  private static final int LONGEST_PART = 300;

  public Violation {
    field = Shown.cut(field, LONGEST_PART);
    value = Shown.cut(value, LONGEST_PART);
    valid = Shown.cut(valid, LONGEST_PART);
  }

  public String message() {
    return field + " is " + value + " but must be " + valid;
  }
}
