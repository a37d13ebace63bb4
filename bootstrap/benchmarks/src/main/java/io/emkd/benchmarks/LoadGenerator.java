package io.emkd.benchmarks;

import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Sends Recommend requests over a socket and measures what comes back. */
final class LoadGenerator {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);

  private static final double WARM_UP_SECONDS = 2;
  private static final int WARM_UP_LOOPS = 20;

  private final RecommendationServiceGrpc.RecommendationServiceStub stub;
  private final List<RecommendRequest> requests;
  private final Function<RecommendRequest, Consumer<RecommendResponse>> expectation;

  /**
   * @param latencies nanoseconds of answered requests
   * @param refused with RESOURCE_EXHAUSTED
   * @param failed in any other way
   */
  record Outcome(Histogram latencies, double seconds, long answered, long refused, long failed) {
    double perSecond() {
      return answered / seconds;
    }

    double milliseconds(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1e6;
    }
  }

  private final class Run {
    private final Histogram latencies = new ConcurrentHistogram(LONGEST_NANOS, 3);
    private final LongAdder answered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicLong open = new AtomicLong(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long start = System.nanoTime();

    /**
     * @param intended when the request was due, from which its latency counts
     */
    void send(RecommendRequest request, long intended, Runnable done) {
      open.incrementAndGet();
      Consumer<RecommendResponse> check = expectation.apply(request);
      stub.recommend(
          request,
          new StreamObserver<RecommendResponse>() {
            @Override
            public void onNext(RecommendResponse response) {
              latencies.recordValue(
                  Math.min(LONGEST_NANOS, Math.max(0, System.nanoTime() - intended)));
              answered.increment();
              check.accept(response);
            }

            @Override
            public void onError(Throwable failure) {
              boolean full =
                  Status.fromThrowable(failure).getCode() == Status.Code.RESOURCE_EXHAUSTED;
              (full ? refused : failed).increment();
              ended();
            }

            @Override
            public void onCompleted() {
              ended();
            }

            private void ended() {
              done.run();
              close();
            }
          });
    }

    private void close() {
      if (open.decrementAndGet() == 0) {
        ended.countDown();
      }
    }

    Outcome end() throws InterruptedException {
      close();
      ended.await();
      return new Outcome(
          latencies,
          (System.nanoTime() - start) / 1e9,
          answered.sum(),
          refused.sum(),
          failed.sum());
    }
  }

  /**
   * @param expectation made when a request is sent, given its response
   */
  LoadGenerator(
      Channel channel,
      List<RecommendRequest> requests,
      Function<RecommendRequest, Consumer<RecommendResponse>> expectation) {
    this.stub = RecommendationServiceGrpc.newStub(channel);
    this.requests = requests;
    this.expectation = expectation;
  }

  /**
   * Until Java's compiler has done its work: a closed loop goes on until it gets no faster.
   *
   * @return of the first seconds of it, where this server and this client are new
   */
  Outcome warmUp(int inFlight) throws InterruptedException {
    Outcome cold = closedLoop(inFlight, WARM_UP_SECONDS);
    double best = cold.perSecond();
    int loops = 1;
    for (int noFaster = 0; noFaster < 3 && loops < WARM_UP_LOOPS; loops++) {
      double now = closedLoop(inFlight, WARM_UP_SECONDS).perSecond();
      noFaster = now > 1.02 * best ? 0 : noFaster + 1;
      best = Math.max(best, now);
    }
    return cold;
  }

  /** As many requests in flight as given, always. */
  Outcome closedLoop(int inFlight, double seconds) throws InterruptedException {
    Run run = new Run();
    Semaphore places = new Semaphore(inFlight);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int i = 0; System.nanoTime() < end; i++) {
      places.acquire();
      run.send(requests.get(i % requests.size()), System.nanoTime(), places::release);
    }
    return run.end();
  }

  /**
   * Requests at random times of a given rate (a Poisson process), whether or not earlier ones have
   * been answered; a latency counts from when the request was due, so that a stalled server is not
   * spared by a stalled client.
   */
  Outcome openLoop(double perSecond, double seconds) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(3);
    Run run = new Run();
    double due = 0;
    for (int i = 0; ; i++) {
      due += -Math.log(1 - random.nextDouble()) / perSecond;
      if (due > seconds) {
        return run.end();
      }
      long intended = run.start + (long) (due * 1e9);
      for (long wait = intended - System.nanoTime(); wait > 0; ) {
        LockSupport.parkNanos(wait);
        wait = intended - System.nanoTime();
      }
      run.send(requests.get(i % requests.size()), intended, () -> {});
    }
  }
}
