package io.emkd.domain.error;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers violations so that a caller learns of them at once: the first of them as they are, of the
 * others how many. What it holds does not grow with what is wrong. Not thread-safe.
 */
public final class Violations {
  private final List<Violation> first = new ArrayList<>();
  private long more;

  /** Records a violation of {@code field} unless {@code holds}. */
  public Violations require(boolean holds, String field, Object value, String valid) {
    if (!holds) {
      if (first.size() < InvalidInputException.LISTED) {
        first.add(new Violation(field, String.valueOf(value), valid));
      } else {
        more++;
      }
    }
    return this;
  }

  /** Runs {@code construction}; its violations are gathered and null is returned instead. */
  public <T> @Nullable T attempt(Supplier<T> construction) {
    try {
      return construction.get();
    } catch (InvalidInputException invalid) {
      for (Violation violation : invalid.violations()) {
        require(false, violation.field(), violation.value(), violation.valid());
      }
      more += invalid.more();
      return null;
    }
  }

  /**
   * @throws InvalidInputException if anything was recorded
   */
  public void throwIfAny() {
    if (!first.isEmpty()) {
      throw new InvalidInputException(first, more);
    }
  }
}
