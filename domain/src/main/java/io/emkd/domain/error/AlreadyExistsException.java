package io.emkd.domain.error;

/** A named resource exists already. */
public final class AlreadyExistsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String resourceType;
  private final String resourceName;

  /**
   * @param hint what the caller can do
   */
  public AlreadyExistsException(String resourceType, String resourceName, String hint) {
    super(resourceType + " '" + Shown.name(resourceName) + "' exists already; " + hint);
    this.resourceType = resourceType;
    this.resourceName = Shown.name(resourceName);
  }

  public String resourceType() {
    return resourceType;
  }

  public String resourceName() {
    return resourceName;
  }
}
