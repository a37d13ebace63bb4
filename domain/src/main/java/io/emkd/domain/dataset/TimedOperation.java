package io.emkd.domain.dataset;

import io.emkd.domain.error.StorageFailure;
import io.emkd.domain.error.UnavailableException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One operation of a store, from its begin to its end. */
final class TimedOperation {
  private final StoreObserver observer;
  private final StoreObserver.Operation operation;
  private final long start = System.nanoTime();

  private TimedOperation(StoreObserver observer, StoreObserver.Operation operation) {
    this.observer = observer;
    this.operation = operation;
  }

  static TimedOperation begin(StoreObserver observer, StoreObserver.Operation operation) {
    return new TimedOperation(observer, operation);
  }

  static <T> T of(StoreObserver observer, StoreObserver.Operation operation, Supplier<T> work) {
    TimedOperation timed = begin(observer, operation);
    T done;
    try {
      done = work.get();
    } catch (RuntimeException | Error failed) {
      timed.end(failed);
      throw failed;
    }
    timed.end(null);
    return done;
  }

  /** What is not there, or may not be, is an answer as good as any: then the store did its work. */
  void end(@Nullable Throwable failure) {
    observer.took(
        operation,
        System.nanoTime() - start,
        failure instanceof Error
            || failure instanceof UnavailableException
            || (failure != null && StorageFailure.in(failure) != StorageFailure.NONE));
  }
}
