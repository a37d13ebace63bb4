package io.emkd.domain.serving;

import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.registry.VersionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The versions in memory. A version is loaded once, used by many, and freed when it is neither in
 * use nor among the few most recently used. Thread-safe.
 */
final class LoadedVersions implements AutoCloseable {
  /** So that a version that takes long to load does not hold up another. */
  private static final int LOADED_AT_ONCE = 2;

  private final ModelStore store;
  private final EnsembleEngine engine;
  private final ScoringLimits limits;
  private final int keptAtMost;
  private final ServingObserver observer;
  private final Map<VersionKey, LoadedVersion> loaded = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<VersionKey, Set<CompletableFuture<ModelLease>>> waiting = new HashMap<>();
  private final DamagedVersions damaged;
  private final ExecutorService loading = threads("model-loading", LOADED_AT_ONCE);
  private final ExecutorService resuming =
      threads("model-resuming", Math.max(2, Runtime.getRuntime().availableProcessors()));
  private final ExecutorService freeing = threads("model-freeing", 1);
  private boolean closed;

  private static ExecutorService threads(String name, int count) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * @param keptAtMost those in use aside
   */
  LoadedVersions(
      ModelStore store,
      EnsembleEngine engine,
      ScoringLimits limits,
      int keptAtMost,
      ServingObserver observer) {
    this.store = store;
    this.engine = engine;
    this.limits = limits;
    this.keptAtMost = keptAtMost;
    this.observer = observer;
    this.damaged = new DamagedVersions(store);
  }

  /**
   * There at once where the version is in memory, else when it is, on a thread that may do what
   * waited for it. Cancelling it gives up the place.
   */
  CompletableFuture<ModelLease> lease(VersionKey exact) {
    CompletableFuture<ModelLease> lease = new CompletableFuture<>();
    synchronized (this) {
      LoadedVersion version = loaded.get(exact);
      if (version != null) {
        return CompletableFuture.completedFuture(use(version));
      }
      Optional<CorruptArtifactException> refused = damaged.refused(exact);
      if (refused.isPresent()) {
        return CompletableFuture.failedFuture(refused.get());
      }
      if (closed) {
        return CompletableFuture.failedFuture(stopping());
      }
      if (!waiting.containsKey(exact)) {
        waiting.put(exact, new LinkedHashSet<>());
        loading.execute(() -> load(exact));
      }
      waiting.get(exact).add(lease);
    }
    var unused = lease.whenComplete((done, failed) -> forget(exact, lease));
    return lease;
  }

  /** A version that was found damaged is read again, however lately that was. */
  void tryAgain(VersionKey exact) {
    damaged.forget(exact);
  }

  private static UnavailableException stopping() {
    return new UnavailableException("the server is stopping", Duration.ofSeconds(1), null);
  }

  @SuppressWarnings("CollectionUndefinedEquality") // The same future is meant, not an equal one.
  private synchronized void forget(VersionKey exact, CompletableFuture<ModelLease> lease) {
    Set<CompletableFuture<ModelLease>> others = waiting.get(exact);
    if (others != null) {
      others.remove(lease);
    }
  }

  /** How many wait for a version that is not in memory. */
  synchronized int waiting(VersionKey exact) {
    return waiting.getOrDefault(exact, Set.of()).size();
  }

  synchronized boolean has(VersionKey exact) {
    return loaded.containsKey(exact);
  }

  private void load(VersionKey exact) {
    LoadedVersion version;
    long start = System.nanoTime();
    try {
      version = read(exact);
      damaged.loaded(exact);
      observer.loaded(version.stored.manifest(), System.nanoTime() - start);
    } catch (Throwable failed) {
      Throwable cause = damaged.named(exact, failed);
      takeWaiting(exact)
          .forEach(lease -> resuming.execute(() -> lease.completeExceptionally(cause)));
      return;
    }
    if (!keep(exact, version)) {
      free(version);
    }
  }

  private synchronized boolean keep(VersionKey exact, LoadedVersion version) {
    if (closed) {
      return false;
    }
    loaded.put(exact, version);
    for (CompletableFuture<ModelLease> lease : takeWaiting(exact)) {
      ModelLease given = use(version);
      resuming.execute(() -> give(lease, given));
    }
    freeUnused();
    return true;
  }

  private LoadedVersion read(VersionKey exact) {
    ModelStore.StoredModel stored = store.find(exact.reference());
    return new LoadedVersion(
        exact, stored, ensemble(exact, stored), limits, observer.scoring(exact.name()));
  }

  private EnsembleEngine.TrainedEnsemble ensemble(VersionKey exact, ModelStore.StoredModel stored) {
    try {
      return engine.load(
          stored.weights(),
          stored.manifest().configuration().ensemble(),
          stored.catalogue().size());
    } catch (CorruptArtifactException refused) {
      throw new CorruptArtifactException(exact + ": " + refused.getMessage(), refused);
    }
  }

  private synchronized List<CompletableFuture<ModelLease>> takeWaiting(VersionKey exact) {
    Set<CompletableFuture<ModelLease>> taken = waiting.remove(exact);
    return taken == null ? List.of() : List.copyOf(taken);
  }

  private static void give(CompletableFuture<ModelLease> lease, ModelLease given) {
    if (!lease.complete(given)) {
      given.close();
    }
  }

  private ModelLease use(LoadedVersion version) {
    version.users++;
    return new ModelLease(version, this);
  }

  synchronized void release(LoadedVersion version) {
    version.users--;
    if (!closed) {
      freeIfUnused(version);
      freeUnused();
    }
  }

  /** Frees a version after those that use it; who asks for it loads it again. */
  synchronized void retire(VersionKey exact) {
    LoadedVersion version = loaded.remove(exact);
    if (version != null) {
      version.retired = true;
      freeIfUnused(version);
    }
  }

  private void freeIfUnused(LoadedVersion version) {
    if (version.retired && version.users == 0) {
      // Elsewhere, because the last user may be one of the threads that freeing waits for.
      freeing.execute(() -> free(version));
    }
  }

  private void free(LoadedVersion version) {
    version.close();
    observer.freed(version.stored.manifest());
  }

  private void freeUnused() {
    Iterator<LoadedVersion> eldestFirst = loaded.values().iterator();
    int surplus = loaded.size() - keptAtMost;
    while (surplus > 0 && eldestFirst.hasNext()) {
      LoadedVersion version = eldestFirst.next();
      if (version.users == 0) {
        eldestFirst.remove();
        version.retired = true;
        freeIfUnused(version);
        surplus--;
      }
    }
  }

  /** Answers what waits to be scored, refuses what waits for a version, then frees all versions. */
  @Override
  public void close() {
    List<LoadedVersion> all;
    List<CompletableFuture<ModelLease>> refused = new ArrayList<>();
    synchronized (this) {
      closed = true;
      all = List.copyOf(loaded.values());
      loaded.clear();
      waiting.values().forEach(refused::addAll);
      waiting.clear();
    }
    refused.forEach(lease -> lease.completeExceptionally(stopping()));
    loading.shutdown();
    resuming.shutdown();
    all.forEach(this::free);
    freeing.shutdown();
  }
}
