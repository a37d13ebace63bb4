package io.emkd.storage.sql;

import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.UnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Lets requests that come while one transaction is on its way share the next. One thread writes, so
 * requests are done in the order in which they came. Thread-safe.
 *
 * @param <Q> what is asked for
 * @param <A> what is answered
 */
final class GroupCommit<Q, A> implements AutoCloseable {
  private static final int LARGEST_GROUP = 10_000;
  private static final int LARGEST_WAITING = 200_000;

  private final ToIntFunction<Q> size;
  private final Function<List<Q>, List<Object>> commit;
  private final ArrayDeque<Waiting<Q, A>> queue = new ArrayDeque<>();
  private final Thread writer;
  private int waitingSize;
  private boolean closed;

  private record Waiting<Q, A>(Q request, CompletableFuture<A> answer) {}

  /**
   * @param size how much of a group a request takes
   * @param commit gives for each request its answer, or the exception that it alone failed with
   */
  GroupCommit(String name, ToIntFunction<Q> size, Function<List<Q>, List<Object>> commit) {
    this.size = size;
    this.commit = commit;
    writer = new Thread(this::write, "commit-" + name);
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * @throws CapacityException if too much waits
   */
  synchronized CompletableFuture<A> submit(Q request) {
    if (closed) {
      throw new UnavailableException("the server is stopping", Duration.ofSeconds(5), null);
    }
    if (waitingSize >= LARGEST_WAITING) {
      throw new CapacityException(
          waitingSize + " events wait to be written", Duration.ofMillis(200));
    }
    Waiting<Q, A> waiting = new Waiting<>(request, new CompletableFuture<>());
    queue.add(waiting);
    waitingSize += size.applyAsInt(request);
    notifyAll();
    return waiting.answer;
  }

  private void write() {
    for (List<Waiting<Q, A>> group = next(); !group.isEmpty(); group = next()) {
      complete(group);
    }
  }

  /** Empty at the end. */
  private synchronized List<Waiting<Q, A>> next() {
    while (queue.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException stopped) {
        closed = true;
      }
    }
    List<Waiting<Q, A>> group = new ArrayList<>();
    int groupSize = 0;
    while (!queue.isEmpty() && groupSize < LARGEST_GROUP) {
      Waiting<Q, A> waiting = queue.poll();
      int own = size.applyAsInt(waiting.request);
      group.add(waiting);
      groupSize += own;
      waitingSize -= own;
    }
    return group;
  }

  @SuppressWarnings("unchecked")
  private void complete(List<Waiting<Q, A>> group) {
    List<Object> results;
    try {
      results = commit.apply(group.stream().map(Waiting::request).toList());
    } catch (RuntimeException | Error failed) {
      // Who waits is told; the writer goes on with the next.
      group.forEach(waiting -> waiting.answer.completeExceptionally(failed));
      return;
    }
    for (int w = 0; w < group.size(); w++) {
      if (results.get(w) instanceof RuntimeException own) {
        group.get(w).answer.completeExceptionally(own);
      } else {
        group.get(w).answer.complete((A) results.get(w));
      }
    }
  }

  /** Finishes what was accepted. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      writer.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
