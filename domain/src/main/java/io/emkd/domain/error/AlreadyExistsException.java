package io.emkd.domain.error;

/** A resource of this name exists and may not be written again. */
public final class AlreadyExistsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String resourceType;
  private final String resourceName;

  public AlreadyExistsException(String resourceType, String resourceName, String hint) {
    super(resourceType + " '" + resourceName + "' exists already; " + hint);
    this.resourceType = resourceType;
    this.resourceName = resourceName;
  }

  public String resourceType() {
    return resourceType;
  }

  public String resourceName() {
    return resourceName;
  }
}
