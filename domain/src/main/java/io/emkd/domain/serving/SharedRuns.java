package io.emkd.domain.serving;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests that one caller has together share graph runs: they queue when the last of them is
 * there, however long it takes to make them, and none runs alone on the caller's thread meanwhile.
 */
public final class SharedRuns {
  private static final ThreadLocal<@Nullable SharedRuns> OF_THREAD = new ThreadLocal<>();

  private final Map<ScoringQueue, List<ScoringQueue.Waiting<?, ?>>> heldBack =
      new LinkedHashMap<>();

  private SharedRuns() {}

  /**
   * @param submissions submits requests on this thread, to any versions, and waits for no answer
   */
  public static <R> R of(Supplier<R> submissions) {
    if (OF_THREAD.get() != null) {
      return submissions.get();
    }
    SharedRuns shared = new SharedRuns();
    OF_THREAD.set(shared);
    try {
      return submissions.get();
    } finally {
      OF_THREAD.remove();
      shared.heldBack.forEach(ScoringQueue::addHeldBack);
    }
  }

  /** Where what this thread submits to a queue is held back; null if it is not. */
  static @Nullable List<ScoringQueue.Waiting<?, ?>> heldBack(ScoringQueue queue) {
    SharedRuns shared = OF_THREAD.get();
    return shared == null
        ? null
        : shared.heldBack.computeIfAbsent(queue, first -> new ArrayList<>());
  }
}
