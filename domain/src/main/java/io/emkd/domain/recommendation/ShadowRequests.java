package io.emkd.domain.recommendation;

import io.emkd.domain.error.CapacityException;
import io.emkd.domain.recommendation.RecommendItems.Recommendation;
import io.emkd.domain.recommendation.RecommendItems.Request;
import io.emkd.domain.registry.Shadow;
import io.emkd.domain.registry.VersionKey;
import io.emkd.domain.serving.ModelLease;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.ShadowObserver;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Asks a model's shadow what another version has answered already, and tells how far both agree.
 * The caller has its answer by then and waits for nothing here; where the shadow is slower than its
 * requests come, those beyond {@link #MOST} are dropped. Thread-safe.
 */
final class ShadowRequests {
  /** Under way at once. */
  static final int MOST = 64;

  private static final int THREADS = 2;
  private static final long IDLE_SECONDS = 10;
  private static final System.Logger LOG = System.getLogger(ShadowRequests.class.getName());

  private final ServedModels models;
  private final BiFunction<Request, ModelLease, CompletableFuture<Recommendation>> recommend;
  private final Semaphore room = new Semaphore(MOST);

  /** Reads histories, which whoever answers must not wait for. */
  private final Executor threads;

  /**
   * @param recommend by a version
   */
  ShadowRequests(
      ServedModels models,
      BiFunction<Request, ModelLease, CompletableFuture<Recommendation>> recommend) {
    this.models = models;
    this.recommend = recommend;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "shadow-requests");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    threads = pool;
  }

  /** Asks the shadow the same once the answer is there, if it is one of its share. */
  void follow(Request request, CompletableFuture<Recommendation> answer) {
    var unused =
        answer.whenComplete(
            (answered, failed) -> {
              if (failed == null && !answered.coldStart()) {
                follow(request, answered);
              }
            });
  }

  private void follow(Request request, Recommendation answered) {
    Optional<Shadow> shadow;
    try {
      shadow = models.shadow(request.model());
    } catch (RuntimeException unreadable) {
      // Whoever answers has told of it.
      return;
    }
    shadow
        .filter(other -> other.version() != answered.model().version())
        .filter(other -> other.covers(asker(request)))
        .ifPresent(
            other ->
                ask(request, answered, new VersionKey(request.model().name(), other.version())));
  }

  private void ask(Request request, Recommendation answered, VersionKey shadow) {
    ShadowObserver observer = models.shadowObserver(request.model().name());
    if (room.tryAcquire()) {
      threads.execute(() -> compare(request, answered, shadow, observer));
    } else {
      observer.dropped();
    }
  }

  private static String asker(Request request) {
    return request
        .history()
        .userId()
        .orElseGet(() -> String.join(" ", request.history().itemIds()));
  }

  private void compare(
      Request request, Recommendation answered, VersionKey shadow, ShadowObserver observer) {
    long start = System.nanoTime();
    // The caller's deadline is not the shadow's: nobody waits for it.
    Request same =
        new Request(
            shadow.reference(),
            request.history(),
            request.selection(),
            request.coldStart(),
            OptionalLong.empty());
    var unused =
        models
            .use(shadow.reference(), Optional.empty(), model -> recommend.apply(same, model))
            .whenComplete(
                (other, failed) -> {
                  room.release();
                  if (failed == null) {
                    observer.compared(
                        agreement(answered.items(), other.items()), System.nanoTime() - start);
                  } else if (failed instanceof CapacityException) {
                    observer.dropped();
                  } else {
                    LOG.log(
                        System.Logger.Level.DEBUG,
                        shadow + " could not be asked as a shadow",
                        failed);
                    observer.failed();
                  }
                });
  }

  /**
   * Of the items of the longer list the share that is in the other as well; 1 where both are empty.
   */
  static double agreement(List<ScoredItem> answered, List<ScoredItem> shadow) {
    int longer = Math.max(answered.size(), shadow.size());
    if (longer == 0) {
      return 1;
    }
    Set<String> both = new HashSet<>();
    answered.forEach(scored -> both.add(scored.item().id()));
    Set<String> others = new HashSet<>();
    shadow.forEach(scored -> others.add(scored.item().id()));
    both.retainAll(others);
    return (double) both.size() / longer;
  }
}
