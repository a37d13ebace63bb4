package io.emkd.domain.error;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Ends work that nobody wants any more. */
public final class Cancelled {
  private Cancelled() {}

  /**
   * @param cancelled whether nobody wants it
   * @param work what it is, as the message calls it
   * @throws CancellationException if {@code cancelled}
   */
  public static void check(BooleanSupplier cancelled, String work) {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("the " + work + " was cancelled");
    }
  }
}
