package io.emkd.grpc.call;

import io.emkd.domain.error.CapacityException;
import io.emkd.grpc.error.ErrorStatus;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * As many calls of a kind as may be under way at once; more are refused. A place is given back
 * before the client of the call that took it can see that call's end. Thread-safe.
 */
public final class Places {
  private final String calls;
  private final String setting;
  private final int number;
  private final Duration retryAfter;
  private final Semaphore free;

  /**
   * @param calls what they are called, e.g. {@code exports}
   * @param setting what holds their number
   * @param retryAfter when a place may be free again
   */
  public Places(String calls, String setting, int number, Duration retryAfter) {
    this.calls = calls;
    this.setting = setting;
    this.number = number;
    this.retryAfter = retryAfter;
    this.free = new Semaphore(number);
  }

  /**
   * @throws CapacityException if none is free
   */
  public Place take() {
    if (!free.tryAcquire()) {
      throw new CapacityException(
          number + " " + calls + " are under way, as many as may at once (" + setting + ")",
          retryAfter);
    }
    Place place = new Place(free);
    CallEnd.give(place);
    return place;
  }

  /** A stream that holds a place until its call is over, or that is refused for want of one. */
  public <Q, R> StreamObserver<Q> held(
      StreamObserver<R> answers, Supplier<StreamObserver<Q>> stream) {
    Place place;
    try {
      place = take();
    } catch (CapacityException refused) {
      answers.onError(ErrorStatus.of(refused));
      return new IgnoredStream<>();
    }
    // The context ends with the call also where the client has gone, which nobody is told.
    Context.current().addListener(over -> place.close(), Runnable::run);
    return stream.get();
  }

  private static final class IgnoredStream<Q> implements StreamObserver<Q> {
    @Override
    public void onNext(Q request) {}

    @Override
    public void onError(Throwable gone) {}

    @Override
    public void onCompleted() {}
  }

  /** Is given back once, however often it is closed. */
  public static final class Place implements AutoCloseable {
    private final Semaphore free;
    private final AtomicBoolean given = new AtomicBoolean();

    private Place(Semaphore free) {
      this.free = free;
    }

    @Override
    public void close() {
      if (given.compareAndSet(false, true)) {
        free.release();
      }
    }
  }
}
