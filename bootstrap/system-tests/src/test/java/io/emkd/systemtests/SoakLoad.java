package io.emkd.systemtests;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Calls of a shop: recommendations for known users, whose histories the store has, and now and then
 * an event of one of them, which is sent again until it is taken.
 */
final class SoakLoad {
  /** One call in so many is an event. */
  private static final int EVENT_EVERY = 20;

  private static final int AT_ONCE = 1000;
  private static final long DEADLINE_SECONDS = 10;
  private static final long LATEST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final Executor LATER =
      CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);

  private final RecommendationServiceGrpc.RecommendationServiceFutureStub recommend;
  private final InteractionServiceGrpc.InteractionServiceFutureStub append;
  private final int users;
  private final SplittableRandom random = new SplittableRandom(7);
  private final Semaphore places = new Semaphore(AT_ONCE);

  final Histogram micros = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
  final AtomicLong answered = new AtomicLong();
  final AtomicLong taken = new AtomicLong();

  /** Calls that failed though nothing was away. */
  final List<String> unexplained = new ArrayList<>();

  /** Calls that failed while the store was away, by what they were told. */
  final Map<String, Long> explained = new ConcurrentSkipListMap<>();

  private final List<Away> outages = new ArrayList<>();
  private final List<Failed> failures = new ArrayList<>();

  private record Away(long from, long to) {}

  private record Failed(long from, long to, Status.Code code, String told) {}

  /**
   * @param users of the dataset {@code shop}: u1, u2, ...
   */
  SoakLoad(Channel channel, int users) {
    this.users = users;
    this.recommend = RecommendationServiceGrpc.newFutureStub(channel);
    this.append = InteractionServiceGrpc.newFutureStub(channel);
  }

  /** So many calls a second, whatever becomes of them. */
  void run(double perSecond, long seconds) {
    long begin = System.nanoTime();
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    long gap = (long) (1e9 / perSecond);
    for (long due = begin; due < end; due += gap) {
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(200_000);
      }
      call();
      // Whom an outage has kept does not make up for it in a rush.
      due = Math.max(due, System.nanoTime() - LATEST_NANOS);
    }
    places.acquireUninterruptibly(AT_ONCE);
    places.release(AT_ONCE);
  }

  /** Calls answered a second with so many under way. */
  double saturation(int underWay, long seconds) {
    Semaphore window = new Semaphore(underWay);
    long before = answered.get();
    long begin = System.nanoTime();
    while (System.nanoTime() < begin + TimeUnit.SECONDS.toNanos(seconds)) {
      recommend(window);
    }
    window.acquireUninterruptibly(underWay);
    return (answered.get() - before) * 1e9 / (System.nanoTime() - begin);
  }

  private void call() {
    if (random.nextInt(EVENT_EVERY) == 0) {
      places.acquireUninterruptibly();
      append(
          AppendInteractionsRequest.newBuilder()
              .setDataset("shop")
              .setRequestId(Long.toHexString(random.nextLong()))
              .addInteractions(
                  Interaction.newBuilder()
                      .setUserId(user())
                      .setItemId("i" + (1 + random.nextInt(TestShop.ITEMS))))
              .build());
    } else {
      recommend(places);
    }
  }

  private String user() {
    return "u" + (1 + random.nextInt(users));
  }

  private void recommend(Semaphore window) {
    window.acquireUninterruptibly();
    RecommendRequest request =
        RecommendRequest.newBuilder().setModel("shop").setUserId(user()).build();
    follow(
        recommend.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).recommend(request),
        () -> {
          answered.incrementAndGet();
          window.release();
        },
        window::release);
  }

  /** Keeps its place until the event is taken. */
  private void append(AppendInteractionsRequest request) {
    follow(
        append.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).appendInteractions(request),
        () -> {
          taken.incrementAndGet();
          places.release();
        },
        () -> LATER.execute(() -> append(request)));
  }

  private <T> void follow(ListenableFuture<T> call, Runnable onAnswer, Runnable onFailure) {
    long from = System.nanoTime();
    Futures.addCallback(
        call,
        new FutureCallback<>() {
          @Override
          public void onSuccess(T answer) {
            micros.recordValue(
                Math.min((System.nanoTime() - from) / 1000, micros.getHighestTrackableValue()));
            onAnswer.run();
          }

          @Override
          public void onFailure(Throwable failed) {
            Status status = Status.fromThrowable(failed);
            note(
                new Failed(
                    from,
                    System.nanoTime(),
                    status.getCode(),
                    status.getCode() + ": " + status.getDescription()));
            onFailure.run();
          }
        },
        MoreExecutors.directExecutor());
  }

  private void note(Failed failed) {
    synchronized (failures) {
      failures.add(failed);
    }
  }

  /** Tells that the store was away from one {@link System#nanoTime} to another. */
  void storeWasAway(long from, long to) {
    outages.add(new Away(from, to));
  }

  /** Sorts what failed, when all is over. */
  void explain() {
    for (Failed failed : failures) {
      boolean whileAway =
          outages.stream().anyMatch(away -> failed.from < away.to && failed.to > away.from);
      boolean saysSo =
          failed.code == Status.Code.UNAVAILABLE || failed.code == Status.Code.DEADLINE_EXCEEDED;
      if (whileAway && saysSo) {
        explained.merge(failed.code.name(), 1L, Long::sum);
      } else {
        unexplained.add(failed.told);
      }
    }
  }

  /** How often each was told. */
  static Map<String, Long> counted(List<String> told) {
    Map<String, Long> counts = new TreeMap<>();
    told.forEach(one -> counts.merge(one, 1L, Long::sum));
    return counts;
  }
}
