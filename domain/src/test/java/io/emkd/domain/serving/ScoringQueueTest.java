package io.emkd.domain.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.error.CapacityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoringQueueTest {
  /** Answers each input with itself; holds every run until released. */
  private static final class HeldScorer implements EnsembleScorer {
    final List<Integer> batchSizes = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> computed = Collections.synchronizedList(new ArrayList<>());
    volatile CountDownLatch released;
    volatile CountDownLatch running;
    volatile long delayMillis;

    int items = 1000;

    HeldScorer() {
      hold();
    }

    void hold() {
      released = new CountDownLatch(1);
      running = new CountDownLatch(2);
    }

    @Override
    public int itemCount() {
      return items;
    }

    @Override
    public int networks() {
      return 1;
    }

    @Override
    public int concurrentRuns() {
      return 2;
    }

    @Override
    public float[][][] networkLogits(int[][] inputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public TopItems[] similar(int[] items, int[][] excluded, int count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int maxLength() {
      return 1;
    }

    @Override
    public float[][] scores(int[][] inputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int[] ranks(int[][] inputs, int[] targets, int[][] excluded) {
      throw new UnsupportedOperationException();
    }

    @Override
    public TopItems[] top(int[][] inputs, int[][] excluded, int count) {
      running.countDown();
      try {
        released.await();
        Thread.sleep(delayMillis);
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      batchSizes.add(inputs.length);
      TopItems[] top = new TopItems[inputs.length];
      for (int b = 0; b < top.length; b++) {
        computed.add(inputs[b][0]);
        int[] items = new int[count];
        java.util.Arrays.fill(items, inputs[b][0]);
        top[b] = new TopItems(items, new float[count]);
      }
      return top;
    }
  }

  private static final class Recorder implements ScoringObserver {
    final List<Long> waits = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> batchSizes = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger refusals = new AtomicInteger();

    @Override
    public void waited(long nanos) {
      waits.add(nanos);
    }

    @Override
    public void ran(int sequences, long nanos) {
      assertThat(nanos).isPositive();
      batchSizes.add(sequences);
    }

    @Override
    public void refused() {
      refusals.incrementAndGet();
    }
  }

  private final Recorder observer = new Recorder();
  private final HeldScorer scorer = new HeldScorer();
  private final ScoringQueue queue =
      new ScoringQueue("test", scorer, new ScoringLimits(8, 12, Duration.ofSeconds(1)), observer);
  private final List<Thread> callers = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    scorer.released.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    queue.close();
  }

  private static ScoringRequest request(int item, int count) {
    return new ScoringRequest(new int[] {item}, new int[0], count, OptionalLong.empty());
  }

  /** Both places to run are taken: by a caller's thread and by a worker. */
  private void occupy() throws InterruptedException {
    occupy(queue);
  }

  /** Nobody waits for its answer. */
  private static void submit(ScoringQueue queue, int item) {
    var unused = queue.submit(request(item, 1));
  }

  private void occupy(ScoringQueue queue) throws InterruptedException {
    Thread caller = new Thread(() -> submit(queue, 1));
    caller.start();
    callers.add(caller);
    while (scorer.running.getCount() == 2) {
      Thread.onSpinWait();
    }
    submit(queue, 2);
    assertThat(scorer.running.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void requestsThatComeDuringARunShareTheNextAndEachGetsItsOwnAnswer() throws Exception {
    occupy();
    List<CompletableFuture<Ranking>> answers = new ArrayList<>();
    for (int item = 10; item < 18; item++) {
      answers.add(queue.submit(request(item, item - 9)));
    }
    scorer.released.countDown();
    for (int a = 0; a < answers.size(); a++) {
      assertThat(answers.get(a).get(10, TimeUnit.SECONDS).items())
          .hasSize(a + 1)
          .containsOnly(10 + a);
    }
    assertThat(scorer.batchSizes).contains(8);
    close();
    assertThat(observer.batchSizes).containsExactlyInAnyOrderElementsOf(scorer.batchSizes);
    assertThat(observer.waits).hasSize(10).allMatch(nanos -> nanos >= 0);
    assertThat(observer.refusals).hasValue(0);
  }

  @Test
  void aFullQueueRefusesAndSaysWhenToComeBack() throws Exception {
    occupy();
    for (int item = 0; item < 12; item++) {
      submit(queue, item);
    }
    assertThatThrownBy(() -> queue.submit(request(99, 1)))
        .isInstanceOfSatisfying(
            CapacityException.class, full -> assertThat(full.retryAfter()).isPositive())
        .hasMessageContaining("12 sequences wait");
    assertThat(observer.refusals).hasValue(1);
  }

  @Test
  void aSlowRunDoesNotMakeTheQueueRefuseForEver() throws Exception {
    ScoringLimits hasty = new ScoringLimits(8, 12, Duration.ofMillis(50));
    try (ScoringQueue queue = new ScoringQueue("hasty", scorer, hasty, observer)) {
      scorer.delayMillis = 800;
      occupy(queue);
      List<CompletableFuture<Ranking>> slow = new ArrayList<>();
      for (int item = 10; item < 18; item++) {
        slow.add(queue.submit(request(item, 1)));
      }
      scorer.released.countDown();
      slow.forEach(CompletableFuture::join);
      assertThat(scorer.batchSizes).contains(8);

      scorer.delayMillis = 0;
      queue.submit(request(20, 1)).join();
      scorer.hold();
      occupy(queue);
      try {
        for (int item = 30; item < 38; item++) {
          submit(queue, item);
        }
      } finally {
        scorer.released.countDown();
      }
    }
  }

  @Test
  void whatWasCancelledOrExpiredInTheQueueIsNotComputed() throws Exception {
    occupy();
    CompletableFuture<Ranking> cancelled = queue.submit(request(50, 1));
    cancelled.cancel(false);
    CompletableFuture<Ranking> expired =
        queue.submit(
            new ScoringRequest(
                new int[] {51},
                new int[0],
                1,
                OptionalLong.of(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20))));
    CompletableFuture<Ranking> wanted = queue.submit(request(52, 1));
    Thread.sleep(30);
    scorer.released.countDown();
    wanted.get(10, TimeUnit.SECONDS);
    assertThat(scorer.computed).contains(52).doesNotContain(50, 51);
    assertThatThrownBy(expired::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void closingAnswersWhatWaits() throws Exception {
    occupy();
    CompletableFuture<Ranking> waiting = queue.submit(request(7, 1));
    scorer.released.countDown();
    queue.close();
    assertThat(waiting).isDone();
    assertThatThrownBy(() -> queue.submit(request(8, 1))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRunOfALargeCatalogueTakesFewRequests() throws InterruptedException {
    HeldScorer large = new HeldScorer();
    large.items = 20_000_000;
    large.released.countDown();
    try (ScoringQueue few =
        new ScoringQueue(
            "large", large, new ScoringLimits(128, 1024, Duration.ofSeconds(5)), observer)) {
      List<CompletableFuture<Ranking>> answers = Collections.synchronizedList(new ArrayList<>());
      List<Thread> requesting = new ArrayList<>();
      for (int r = 0; r < 30; r++) {
        int item = r;
        Thread thread = new Thread(() -> answers.add(few.submit(request(item, 1))));
        thread.start();
        requesting.add(thread);
      }
      for (Thread thread : requesting) {
        thread.join();
      }
      answers.forEach(CompletableFuture::join);
    }
    assertThat(large.computed).hasSize(30);
    assertThat(large.batchSizes).allMatch(size -> size <= 3);
  }
}
