package io.emkd.domain.serving;

import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.error.CapacityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * Lets concurrent requests share graph runs. A request that finds the scorer idle runs at once, on
 * its caller's thread; those that come meanwhile wait and form the next batch, so the delay follows
 * the load and is none without it. Thread-safe.
 */
public final class ScoringQueue implements AutoCloseable {
  /** Logits of all networks that a run may bring to the Java side. */
  private static final int NETWORK_LOGITS = 1 << 24;

  /** Requests for more items than this do not share a run with those for fewer. */
  private static final int SHORT_LIST = 100;

  private final EnsembleScorer scorer;
  private final ScoringLimits limits;
  private final ScoringObserver observer;
  private final int batchSize;
  private final int concurrentRuns;
  private final List<Thread> workers = new ArrayList<>();
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private double secondsPerSequence;
  private int runs;
  private boolean closed;

  private record Waiting(
      ScoringRequest request, CompletableFuture<Ranking> answer, long sinceNanos) {
    boolean sharesRunWith(Waiting other) {
      return request.needsNetworks() == other.request.needsNetworks() && isLong() == other.isLong();
    }

    private boolean isLong() {
      return request.count() > SHORT_LIST;
    }
  }

  /**
   * @param name of the worker threads
   */
  public ScoringQueue(
      String name, EnsembleScorer scorer, ScoringLimits limits, ScoringObserver observer) {
    this.scorer = scorer;
    this.limits = limits;
    this.observer = observer;
    this.batchSize = limits.batchSizeFor(scorer.itemCount());
    this.concurrentRuns = scorer.concurrentRuns();
    for (int w = 0; w < concurrentRuns; w++) {
      Thread worker = new Thread(this::work, "scoring-" + name + "-" + w);
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
  }

  /**
   * Cancelling the future, or letting the deadline pass, frees the request's place: it is then not
   * computed.
   *
   * @throws CapacityException if the queue is full or the wait would be too long
   */
  public CompletableFuture<Ranking> submit(ScoringRequest request) {
    Waiting waiting = new Waiting(request, new CompletableFuture<>(), System.nanoTime());
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("this version has been freed");
      }
      Duration wait = Duration.ofNanos((long) (1e9 * secondsPerSequence * queue.size()));
      boolean late =
          request.deadlineNanos().isPresent()
              && request.expired(System.nanoTime() + wait.toNanos());
      if (queue.size() >= limits.queueSize() || wait.compareTo(limits.queueDelay()) > 0 || late) {
        observer.refused();
        throw new CapacityException(
            queue.size()
                + " sequences wait to be scored, for about "
                + wait.toMillis()
                + " ms, which is more than "
                + (late ? "the deadline allows" : "the server lets wait"),
            wait.isZero() ? Duration.ofMillis(1) : wait);
      }
      if (runs > 0 || !queue.isEmpty()) {
        queue.add(waiting);
        notify();
        return waiting.answer;
      }
      runs++;
    }
    run(List.of(waiting));
    return waiting.answer;
  }

  private void work() {
    for (List<Waiting> batch = next(); !batch.isEmpty(); batch = next()) {
      run(batch);
    }
  }

  private void run(List<Waiting> batch) {
    try {
      score(batch);
    } finally {
      synchronized (this) {
        runs--;
        notify();
      }
    }
  }

  /** Waits for a batch; empty at the end. */
  private synchronized List<Waiting> next() {
    List<Waiting> batch = new ArrayList<>();
    while (batch.isEmpty()) {
      while (queue.isEmpty() || runs >= concurrentRuns) {
        if (closed && queue.isEmpty()) {
          return List.of();
        }
        try {
          wait();
        } catch (InterruptedException stopped) {
          return List.of();
        }
      }
      take(batch);
    }
    runs++;
    if (!queue.isEmpty()) {
      notify();
    }
    return batch;
  }

  private void take(List<Waiting> batch) {
    long now = System.nanoTime();
    Iterator<Waiting> oldestFirst = queue.iterator();
    while (oldestFirst.hasNext() && batch.size() < batchSize) {
      Waiting waiting = oldestFirst.next();
      if (waiting.answer.isDone()) {
        oldestFirst.remove();
      } else if (waiting.request.expired(now)) {
        oldestFirst.remove();
        waiting.answer.completeExceptionally(
            new CancellationException("the deadline passed in the queue"));
      } else if (batch.isEmpty() || batch.get(0).sharesRunWith(waiting)) {
        oldestFirst.remove();
        batch.add(waiting);
      }
    }
  }

  private void score(List<Waiting> batch) {
    int[][] inputs = new int[batch.size()][];
    int[][] excluded = new int[batch.size()][];
    int count = 1;
    for (int b = 0; b < inputs.length; b++) {
      ScoringRequest request = batch.get(b).request;
      inputs[b] = request.input();
      excluded[b] = request.excluded();
      count = Math.max(count, request.count());
    }
    Ranking[] rankings;
    long start = System.nanoTime();
    batch.forEach(waiting -> observer.waited(start - waiting.sinceNanos));
    try {
      rankings =
          batch.get(0).request.needsNetworks()
              ? byNetworks(batch, inputs)
              : bySum(batch, inputs, excluded, count);
    } catch (RuntimeException | OutOfMemoryError failed) {
      batch.forEach(waiting -> waiting.answer.completeExceptionally(failed));
      return;
    }
    long took = System.nanoTime() - start;
    observer.ran(batch.size(), took);
    measure(batch.size(), took / 1e9);
    for (int b = 0; b < rankings.length; b++) {
      batch.get(b).answer.complete(rankings[b]);
    }
  }

  private Ranking[] bySum(List<Waiting> batch, int[][] inputs, int[][] excluded, int count) {
    EnsembleScorer.TopItems[] top = scorer.top(inputs, excluded, count);
    Ranking[] rankings = new Ranking[top.length];
    for (int b = 0; b < top.length; b++) {
      rankings[b] = Ranking.of(top[b], batch.get(b).request.count());
    }
    return rankings;
  }

  private Ranking[] byNetworks(List<Waiting> batch, int[][] inputs) {
    Ranking[] rankings = new Ranking[inputs.length];
    int atOnce =
        (int) Math.max(1, NETWORK_LOGITS / (scorer.networks() * (scorer.itemCount() + 1L)));
    for (int first = 0; first < inputs.length; first += atOnce) {
      int end = Math.min(inputs.length, first + atOnce);
      float[][][] logits = scorer.networkLogits(Arrays.copyOfRange(inputs, first, end));
      for (int b = first; b < end; b++) {
        rankings[b] = NetworkRanking.rank(logits[b - first], batch.get(b).request);
      }
    }
    return rankings;
  }

  /**
   * Runs share processors. A small batch takes longer a sequence than those of a loaded server: it
   * only corrects what is too high, since after one slow run all batches may be small.
   */
  private synchronized void measure(int size, double seconds) {
    double measured = seconds / size / runs;
    if (4 * size < batchSize) {
      secondsPerSequence = Math.min(secondsPerSequence, measured);
    } else {
      secondsPerSequence =
          secondsPerSequence == 0 ? measured : 0.8 * secondsPerSequence + 0.2 * measured;
    }
  }

  /** Answers what waits, then ends. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    for (Thread worker : workers) {
      try {
        worker.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
