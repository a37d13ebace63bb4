package io.emkd.domain.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.ensemble.EncoderInput;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.error.CapacityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoringQueueTest {
  private static final class Recorder implements ScoringObserver {
    final List<Long> waits = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> batchSizes = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger refusals = new AtomicInteger();

    final List<String> followed = Collections.synchronizedList(new ArrayList<>());

    @Override
    public QueueObserver queued() {
      return new QueueObserver() {
        @Override
        public void runs(int sequences) {
          followed.add("runs");
        }

        @Override
        public void ran(boolean failed) {
          followed.add(failed ? "failed" : "ran");
        }

        @Override
        public void dropped() {
          followed.add("dropped");
        }
      };
    }

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
  private final VersionScoring queue =
      new VersionScoring(
          "test", scorer, 1, new ScoringLimits(8, 12, Duration.ofSeconds(1)), observer);
  private final List<Thread> callers = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    scorer.released.countDown();
    awaitCallers();
    queue.close();
  }

  private void awaitCallers() throws InterruptedException {
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private static RankingRequest request(int item, int count) {
    return new RankingRequest(
        new EncoderInput(new int[] {item}), new int[0], count, OptionalLong.empty());
  }

  /** Both places to run are taken: by a caller's thread and by a worker. */
  private void occupy() throws InterruptedException {
    occupy(queue);
  }

  /** Nobody waits for its answer. */
  private static void submit(VersionScoring queue, int item) {
    var unused = queue.rank(request(item, 1));
  }

  private void occupy(VersionScoring queue) throws InterruptedException {
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
      answers.add(queue.rank(request(item, item - 9)));
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

  /** Were one to run here, this thread would wait for its own release. */
  @Test
  void requestsThatComeTogetherShareRunsHoweverSlowlyTheyAreMade() throws Exception {
    List<CompletableFuture<Ranking>> answers = new ArrayList<>();
    SharedRuns.of(
        () -> {
          for (int item = 10; item < 18; item++) {
            answers.add(queue.rank(request(item, 1)));
            assertThat(scorer.batchSizes).isEmpty();
          }
          return answers;
        });
    scorer.released.countDown();
    for (int a = 0; a < answers.size(); a++) {
      assertThat(answers.get(a).get(10, TimeUnit.SECONDS).items()).containsExactly(10 + a);
    }
    close();
    assertThat(scorer.batchSizes).hasSizeLessThan(8);
    assertThat(scorer.batchSizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(8);
  }

  @Test
  void aRequestIsFollowedToTheEndOfItsRunOrUntilNobodyWantsIt() throws Exception {
    occupy();
    CompletableFuture<Ranking> wanted = queue.rank(request(3, 1));
    queue.rank(request(4, 1)).cancel(false);
    scorer.released.countDown();
    wanted.get(10, TimeUnit.SECONDS);
    close();

    assertThat(observer.followed).hasSize(7).containsOnlyOnce("dropped");
    assertThat(observer.followed).filteredOn("runs"::equals).hasSize(3);
    assertThat(observer.followed).filteredOn("ran"::equals).hasSize(3);
  }

  @Test
  void aFullQueueRefusesAndSaysWhenToComeBack() throws Exception {
    occupy();
    for (int item = 1; item <= 12; item++) {
      submit(queue, item);
    }
    assertThatThrownBy(() -> queue.rank(request(99, 1)))
        .isInstanceOfSatisfying(
            CapacityException.class, full -> assertThat(full.retryAfter()).isPositive())
        .hasMessageContaining("12 sequences wait");
    assertThat(observer.refusals).hasValue(1);
  }

  @Test
  void similarItemsAndRepresentationsWaitInTheSameQueueAndRunWithTheirLike() throws Exception {
    occupy();
    List<CompletableFuture<TopItems>> similar = new ArrayList<>();
    List<CompletableFuture<float[][]>> encoded = new ArrayList<>();
    List<CompletableFuture<Ranking>> ranked = new ArrayList<>();
    for (int item = 10; item < 14; item++) {
      similar.add(
          queue.similar(new SimilarityRequest(item, new int[0], item - 9, OptionalLong.empty())));
      ranked.add(queue.rank(request(item, 1)));
      encoded.add(
          queue.encode(
              new EncodingRequest(new EncoderInput(new int[] {item}), OptionalLong.empty())));
    }
    assertThatThrownBy(() -> queue.rank(request(99, 1))).isInstanceOf(CapacityException.class);
    assertThatThrownBy(
            () -> queue.similar(new SimilarityRequest(99, new int[0], 1, OptionalLong.empty())))
        .isInstanceOf(CapacityException.class);
    assertThatThrownBy(
            () ->
                queue.encode(
                    new EncodingRequest(new EncoderInput(new int[] {99}), OptionalLong.empty())))
        .isInstanceOf(CapacityException.class)
        .hasMessageContaining("12 sequences wait");
    scorer.released.countDown();
    for (int a = 0; a < 4; a++) {
      assertThat(similar.get(a).get(10, TimeUnit.SECONDS).items())
          .hasSize(a + 1)
          .containsOnly(10 + a);
      assertThat(ranked.get(a).get(10, TimeUnit.SECONDS).items()).containsExactly(10 + a);
      assertThat(encoded.get(a).get(10, TimeUnit.SECONDS)[0]).containsExactly(10 + a);
    }
    // Nobody has waited for those that occupied it.
    close();
    assertThat(scorer.batchSizes).containsExactlyInAnyOrder(1, 1, 4, 4, 4);
  }

  @Test
  void aRunBringsNoMoreHiddenStatesThanAreBounded() throws Exception {
    ScoringLimits limits = new ScoringLimits(8, 12, Duration.ofSeconds(1));
    try (VersionScoring queue = new VersionScoring("wide", scorer, 1 << 23, limits, observer)) {
      occupy(queue);
      List<CompletableFuture<float[][]>> encoded = new ArrayList<>();
      for (int item = 10; item < 15; item++) {
        encoded.add(
            queue.encode(
                new EncodingRequest(new EncoderInput(new int[] {item}), OptionalLong.empty())));
      }
      scorer.released.countDown();
      for (int a = 0; a < 5; a++) {
        assertThat(encoded.get(a).get(10, TimeUnit.SECONDS)[0]).containsExactly(10 + a);
      }
      awaitCallers();
      queue.close();
      assertThat(scorer.batchSizes).containsExactlyInAnyOrder(1, 1, 2, 2, 1);
    }
  }

  @Test
  void aSlowRunDoesNotMakeTheQueueRefuseForEver() throws Exception {
    ScoringLimits hasty = new ScoringLimits(8, 12, Duration.ofMillis(50));
    try (VersionScoring queue = new VersionScoring("hasty", scorer, 1, hasty, observer)) {
      scorer.delayMillis = 800;
      occupy(queue);
      List<CompletableFuture<Ranking>> slow = new ArrayList<>();
      for (int item = 10; item < 18; item++) {
        slow.add(queue.rank(request(item, 1)));
      }
      scorer.released.countDown();
      slow.forEach(CompletableFuture::join);
      assertThat(scorer.batchSizes).contains(8);

      scorer.delayMillis = 0;
      queue.rank(request(20, 1)).join();
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
    CompletableFuture<Ranking> cancelled = queue.rank(request(50, 1));
    cancelled.cancel(false);
    CompletableFuture<Ranking> expired =
        queue.rank(
            new RankingRequest(
                new EncoderInput(new int[] {51}),
                new int[0],
                1,
                OptionalLong.of(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20))));
    CompletableFuture<Ranking> wanted = queue.rank(request(52, 1));
    Thread.sleep(30);
    scorer.released.countDown();
    wanted.get(10, TimeUnit.SECONDS);
    assertThat(scorer.computed).contains(52).doesNotContain(50, 51);
    assertThatThrownBy(expired::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void closingAnswersWhatWaits() throws Exception {
    occupy();
    CompletableFuture<Ranking> waiting = queue.rank(request(7, 1));
    scorer.released.countDown();
    queue.close();
    assertThat(waiting).isDone();
    assertThatThrownBy(() -> queue.rank(request(8, 1))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRunOfALargeCatalogueTakesFewRequests() throws InterruptedException {
    HeldScorer large = new HeldScorer();
    large.items = 20_000_000;
    large.released.countDown();
    try (VersionScoring few =
        new VersionScoring(
            "large", large, 1, new ScoringLimits(128, 1024, Duration.ofSeconds(5)), observer)) {
      List<CompletableFuture<Ranking>> answers = Collections.synchronizedList(new ArrayList<>());
      List<Thread> requesting = new ArrayList<>();
      for (int r = 0; r < 30; r++) {
        int item = r + 1;
        Thread thread = new Thread(() -> answers.add(few.rank(request(item, 1))));
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
