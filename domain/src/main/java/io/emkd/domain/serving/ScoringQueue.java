package io.emkd.domain.serving;

import io.emkd.domain.error.CapacityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * Lets concurrent requests share graph runs. A request that finds the scorer idle runs at once, on
 * its caller's thread; those that come meanwhile wait and form the next batch, so the delay follows
 * the load and is none without it. Thread-safe.
 */
final class ScoringQueue implements AutoCloseable {
  private final ScoringLimits limits;
  private final ScoringObserver observer;
  private final int batchSize;
  private final int concurrentRuns;
  private final List<Thread> workers = new ArrayList<>();
  private final ArrayDeque<Waiting<?, ?>> queue = new ArrayDeque<>();
  private double secondsPerSequence;
  private int runs;
  private int heldBack;
  private boolean closed;

  /** Whether answers were cancelled whose places may still be counted. */
  private volatile boolean givenUp;

  /** What a request waits for. */
  private final class Answer<A> extends CompletableFuture<A> {
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      if (cancelled) {
        givenUp = true;
      }
      return cancelled;
    }
  }

  record Waiting<Q extends Queued, A>(
      GraphRun<Q, A> run,
      Q request,
      CompletableFuture<A> answer,
      long sinceNanos,
      QueueObserver observer) {
    // Not equals(): each kind of list has a run of its own.
    @SuppressWarnings("ReferenceEquality")
    boolean sharesRunWith(Waiting<?, ?> other) {
      return run == other.run;
    }
  }

  /**
   * @param name of the worker threads
   * @param batchSize requests that share a run at most
   * @param concurrentRuns at once
   */
  ScoringQueue(
      String name,
      int batchSize,
      int concurrentRuns,
      ScoringLimits limits,
      ScoringObserver observer) {
    this.limits = limits;
    this.observer = observer;
    this.batchSize = batchSize;
    this.concurrentRuns = concurrentRuns;
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
  <Q extends Queued, A> CompletableFuture<A> submit(GraphRun<Q, A> run, Q request) {
    long since = System.nanoTime();
    Waiting<Q, A> waiting;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("this version has been freed");
      }
      if (!hasRoomFor(request) && !(freedGivenUp() && hasRoomFor(request))) {
        observer.refused();
        throw refusal(request);
      }
      waiting = new Waiting<>(run, request, new Answer<>(), since, observer.queued());
      List<Waiting<?, ?>> together = SharedRuns.heldBack(this);
      if (together != null) {
        together.add(waiting);
        heldBack++;
        return waiting.answer;
      }
      if (runs > 0 || !queue.isEmpty()) {
        queue.add(waiting);
        notify();
        return waiting.answer;
      }
      runs++;
    }
    run(run, List.of(waiting));
    return waiting.answer;
  }

  private boolean hasRoomFor(Queued request) {
    return before() < limits.queueSize()
        && expectedWait().compareTo(limits.queueDelay()) <= 0
        && !wouldBeLate(request);
  }

  /** How many are there before one that comes now. */
  private int before() {
    return queue.size() + heldBack;
  }

  private Duration expectedWait() {
    return Duration.ofNanos((long) (1e9 * secondsPerSequence * before()));
  }

  private boolean wouldBeLate(Queued request) {
    return request.deadlineNanos().isPresent()
        && request.expired(System.nanoTime() + expectedWait().toNanos());
  }

  private CapacityException refusal(Queued request) {
    Duration wait = expectedWait();
    return new CapacityException(
        before()
            + " sequences wait to be scored, for about "
            + wait.toMillis()
            + " ms, which is more than "
            + (wouldBeLate(request) ? "the deadline allows" : "the server lets wait"),
        wait.isZero() ? Duration.ofMillis(1) : wait);
  }

  /**
   * Those that nobody waits for leave the queue with the next batch; where it is full, at once.
   *
   * @return whether there were any
   */
  private boolean freedGivenUp() {
    if (!givenUp) {
      return false;
    }
    givenUp = false;
    return queue.removeIf(
        waiting -> {
          boolean done = waiting.answer.isDone();
          if (done) {
            waiting.observer.dropped();
          }
          return done;
        });
  }

  /** Queues what {@link SharedRuns} held back. */
  synchronized void addHeldBack(List<Waiting<?, ?>> waiting) {
    heldBack -= waiting.size();
    queue.addAll(waiting);
    notifyAll();
  }

  private void work() {
    for (List<Waiting<?, ?>> batch = next(); !batch.isEmpty(); batch = next()) {
      run(batch);
    }
  }

  /** All of a batch came with the run of its first. */
  @SuppressWarnings("unchecked")
  private <Q extends Queued, A> void run(List<? extends Waiting<?, ?>> batch) {
    run((GraphRun<Q, A>) batch.get(0).run(), (List<Waiting<Q, A>>) batch);
  }

  private <Q extends Queued, A> void run(GraphRun<Q, A> run, List<Waiting<Q, A>> batch) {
    try {
      answer(run, batch);
    } finally {
      synchronized (this) {
        runs--;
        notify();
      }
    }
  }

  /** Waits for a batch; empty at the end. */
  private synchronized List<Waiting<?, ?>> next() {
    List<Waiting<?, ?>> batch = new ArrayList<>();
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

  private void take(List<Waiting<?, ?>> batch) {
    long now = System.nanoTime();
    Iterator<Waiting<?, ?>> oldestFirst = queue.iterator();
    while (oldestFirst.hasNext() && batch.size() < batchSize) {
      Waiting<?, ?> waiting = oldestFirst.next();
      if (waiting.answer.isDone()) {
        oldestFirst.remove();
        waiting.observer.dropped();
      } else if (waiting.request.expired(now)) {
        oldestFirst.remove();
        waiting.observer.dropped();
        waiting.answer.completeExceptionally(
            new CancellationException("the deadline passed in the queue"));
      } else if (batch.isEmpty() || batch.get(0).sharesRunWith(waiting)) {
        oldestFirst.remove();
        batch.add(waiting);
      }
    }
  }

  private <Q extends Queued, A> void answer(GraphRun<Q, A> run, List<Waiting<Q, A>> batch) {
    List<Q> requests = new ArrayList<>(batch.size());
    long start = System.nanoTime();
    for (Waiting<Q, A> waiting : batch) {
      observer.waited(start - waiting.sinceNanos);
      waiting.observer.runs(batch.size());
      requests.add(waiting.request);
    }
    A[] answers;
    try {
      answers = run.answers(requests);
    } catch (RuntimeException | OutOfMemoryError failed) {
      batch.forEach(waiting -> waiting.observer.ran(true));
      batch.forEach(waiting -> waiting.answer.completeExceptionally(failed));
      return;
    }
    long took = System.nanoTime() - start;
    observer.ran(batch.size(), took);
    batch.forEach(waiting -> waiting.observer.ran(false));
    if (run.encodes()) {
      measure(batch.size(), took / 1e9);
    }
    for (int b = 0; b < answers.length; b++) {
      batch.get(b).answer.complete(answers[b]);
    }
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
