package io.emkd.benchmarks;

import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.StreamRecommendRequest;
import io.emkd.v1.StreamRecommendResponse;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/** Sends requests by one StreamRecommend and measures what comes back. */
final class StreamedLoad {
  private final RecommendationServiceGrpc.RecommendationServiceStub stub;
  private final List<RecommendRequest> requests;

  StreamedLoad(Channel channel, List<RecommendRequest> requests) {
    this.stub = RecommendationServiceGrpc.newStub(channel);
    this.requests = requests;
  }

  /** One call's stream; what comes back comes on one thread at a time. */
  private static final class Answers implements StreamObserver<StreamRecommendResponse> {
    private final Histogram latencies = new Histogram(3);
    private final Semaphore places;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Throwable> broken = new AtomicReference<>();
    private long failed;

    Answers(int inFlight) {
      places = new Semaphore(inFlight);
    }

    @Override
    public void onNext(StreamRecommendResponse answer) {
      if (answer.getResult().hasResponse()) {
        // A request's id is when it was sent.
        latencies.recordValue(System.nanoTime() - Long.parseLong(answer.getRequestId()));
      } else {
        failed++;
      }
      places.release();
    }

    @Override
    public void onError(Throwable failure) {
      broken.set(failure);
      ended.countDown();
      places.release(Integer.MAX_VALUE / 2);
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }
  }

  /** As many requests in flight as given, always, in one stream. */
  LoadGenerator.Outcome closedLoop(int inFlight, double seconds) throws InterruptedException {
    Answers answers = new Answers(inFlight);
    long start = System.nanoTime();
    StreamObserver<StreamRecommendRequest> call = stub.streamRecommend(answers);
    long end = start + (long) (seconds * 1e9);
    for (int i = 0; System.nanoTime() < end && answers.broken.get() == null; i++) {
      answers.places.acquire();
      call.onNext(
          StreamRecommendRequest.newBuilder()
              .setRequestId(Long.toString(System.nanoTime()))
              .setRequest(requests.get(i % requests.size()))
              .build());
    }
    call.onCompleted();
    if (!answers.ended.await(1, TimeUnit.MINUTES) || answers.broken.get() != null) {
      throw new IllegalStateException("the stream broke off", answers.broken.get());
    }
    return new LoadGenerator.Outcome(
        answers.latencies,
        (System.nanoTime() - start) / 1e9,
        answers.latencies.getTotalCount(),
        0,
        answers.failed);
  }
}
