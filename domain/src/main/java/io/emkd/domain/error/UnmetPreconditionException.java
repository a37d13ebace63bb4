package io.emkd.domain.error;

/** The input is well-formed, but the state of the system does not allow the operation. */
public final class UnmetPreconditionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String type;
  private final String subject;

  /**
   * @param type in UPPER_SNAKE_CASE, e.g. {@code DATASET_TOO_SMALL}
   * @param subject what the condition is about, e.g. {@code datasets/beauty}
   * @param description what holds, and what would have to
   */
  public UnmetPreconditionException(String type, String subject, String description) {
    super(Shown.message(description));
    this.type = type;
    this.subject = Shown.message(subject);
  }

  public String type() {
    return type;
  }

  public String subject() {
    return subject;
  }
}
