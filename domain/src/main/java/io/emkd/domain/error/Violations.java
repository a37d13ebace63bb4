package io.emkd.domain.error;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Gathers violations so that a caller learns of all of them at once. Not thread-safe. */
public final class Violations {
  private final List<Violation> found = new ArrayList<>();

  /** Records a violation of {@code field} unless {@code holds}. */
  public Violations require(boolean holds, String field, Object value, String valid) {
    if (!holds) {
      found.add(new Violation(field, String.valueOf(value), valid));
    }
    return this;
  }

  /** Runs {@code construction}; its violations are gathered and null is returned instead. */
  public <T> T attempt(Supplier<T> construction) {
    try {
      return construction.get();
    } catch (InvalidInputException invalid) {
      found.addAll(invalid.violations());
      return null;
    }
  }

  /**
   * @throws InvalidInputException if anything was recorded
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidInputException(found);
    }
  }
}
