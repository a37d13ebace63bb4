package io.emkd.domain.error;

/** A named resource does not exist. */
public class NotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String resourceType;
  private final String resourceName;

  /**
   * @param resourceType e.g. {@code dataset}, {@code user}, {@code model}
   * @param resourceName as the caller named it; cut if long
   * @param hint what the caller can do
   */
  public NotFoundException(String resourceType, String resourceName, String hint) {
    super(resourceType + " '" + Shown.name(resourceName) + "' does not exist; " + hint);
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
