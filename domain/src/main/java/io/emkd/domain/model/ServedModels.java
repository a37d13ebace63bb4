package io.emkd.domain.model;

import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.data.ItemPopularity;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.port.EnsembleEngine;
import io.emkd.domain.port.ModelStore;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.domain.serving.ScoringQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The versions in memory. A version is loaded once, used by many, and freed when it is neither in
 * use nor among the few most recently used. Thread-safe.
 */
public final class ServedModels implements AutoCloseable {
  private static final int KEPT = 4;

  /** Until a version that could not be loaded is tried again. */
  private static final long RETRY_SECONDS = 10;

  private static final System.Logger LOG = System.getLogger(ServedModels.class.getName());

  private final ModelStore store;
  private final EnsembleEngine engine;
  private final ScoringLimits limits;
  private final Consumer<ModelManifest> warm;
  private final Map<String, Served> loaded = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Object> loading = new HashMap<>();
  private final Map<String, Integer> lastAnswering = new HashMap<>();
  private final Set<String> arriving = new HashSet<>();
  private final ExecutorService freeing = thread("model-freeing");
  private final ExecutorService background = thread("model-loading");

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * @param warm told of each version that is ready to answer
   */
  public ServedModels(
      ModelStore store, EnsembleEngine engine, ScoringLimits limits, Consumer<ModelManifest> warm) {
    this.store = store;
    this.engine = engine;
    this.limits = limits;
    this.warm = warm;
  }

  /**
   * A loaded and warmed up version, the serving one where the reference names none.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such model or version
   */
  public Lease acquire(ModelReference reference) {
    return acquire(reference, Optional.empty());
  }

  /** As {@link #acquire(ModelReference)}, of the canary where it covers the user. */
  public Lease acquire(ModelReference reference, Optional<String> userId) {
    int version = answering(reference, version(reference, userId));
    while (true) {
      try {
        return load(new ModelReference(reference.name(), version));
      } catch (NotFoundException deleted) {
        int now = version(reference, userId);
        if (now == version) {
          throw deleted;
        }
        version = now;
      }
    }
  }

  /**
   * Where another process promoted a version that is not in memory yet, the one before goes on
   * answering until it is.
   */
  private synchronized int answering(ModelReference reference, int version) {
    if (!reference.isServing()) {
      return version;
    }
    String name = reference.name();
    Integer before = lastAnswering.get(name);
    if (before != null && before == version) {
      return version;
    }
    ModelReference wanted = new ModelReference(name, version);
    if (before == null
        || loaded.containsKey(wanted.toString())
        || !loaded.containsKey(new ModelReference(name, before).toString())) {
      lastAnswering.put(name, version);
      return version;
    }
    if (arriving.add(wanted.toString())) {
      background.execute(() -> arrive(wanted));
    }
    return before;
  }

  private void arrive(ModelReference version) {
    try {
      load(version).close();
      arrived(version);
    } catch (RuntimeException damaged) {
      LOG.log(
          System.Logger.Level.ERROR,
          version + " cannot be loaded; the version before goes on answering",
          damaged);
      CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS)
          .execute(() -> arrived(version));
    }
  }

  private synchronized void arrived(ModelReference version) {
    arriving.remove(version.toString());
  }

  private int version(ModelReference reference, Optional<String> userId) {
    return reference.isServing() && userId.isPresent()
        ? store.routing(reference.name()).servingFor(userId.get())
        : store.version(reference);
  }

  /**
   * Frees a version that is not to answer any more, after the requests that it is answering; a
   * request that names it loads it again.
   */
  public synchronized void retire(ModelReference version) {
    Served served = loaded.remove(version.toString());
    if (served != null) {
      served.retired = true;
      freeIfUnused(served);
    }
  }

  private void freeIfUnused(Served served) {
    if (served.retired && served.users == 0) {
      // Elsewhere, because the last user may be one of the threads that freeing waits for.
      freeing.execute(served::close);
    }
  }

  private Lease load(ModelReference exact) {
    String key = exact.toString();
    Object loader;
    synchronized (this) {
      Served served = loaded.get(key);
      if (served != null) {
        return served.lease();
      }
      loader = loading.computeIfAbsent(key, k -> new Object());
    }
    synchronized (loader) {
      synchronized (this) {
        Served served = loaded.get(key);
        if (served != null) {
          return served.lease();
        }
      }
      ModelStore.StoredModel stored = store.find(exact);
      Served served =
          new Served(
              stored,
              engine.load(
                  stored.weights(),
                  stored.manifest().configuration().ensemble(),
                  stored.catalogue().size()));
      Lease lease;
      synchronized (this) {
        loaded.put(key, served);
        loading.remove(key);
        lease = served.lease();
        freeUnused();
      }
      warm.accept(stored.manifest());
      return lease;
    }
  }

  private void freeUnused() {
    Iterator<Served> eldestFirst = loaded.values().iterator();
    int surplus = loaded.size() - KEPT;
    while (surplus > 0 && eldestFirst.hasNext()) {
      Served served = eldestFirst.next();
      if (served.users == 0) {
        eldestFirst.remove();
        served.retired = true;
        freeIfUnused(served);
        surplus--;
      }
    }
  }

  /** Answers what waits, then frees all versions. */
  @Override
  public void close() {
    List<Served> all;
    synchronized (this) {
      all = new ArrayList<>(loaded.values());
      loaded.clear();
    }
    background.shutdown();
    freeing.shutdown();
    all.forEach(Served::close);
  }

  private final class Served {
    private final ModelStore.StoredModel stored;
    private final EnsembleEngine.TrainedEnsemble ensemble;
    private final ScoringQueue queue;
    private final int[] popularItems;
    private int users;
    private boolean retired;

    Served(ModelStore.StoredModel stored, EnsembleEngine.TrainedEnsemble ensemble) {
      this.stored = stored;
      this.ensemble = ensemble;
      this.popularItems = stored.popularity().ranking();
      this.queue =
          new ScoringQueue(
              stored.manifest().name() + "@" + stored.manifest().version(),
              ensemble.scorer(),
              limits);
    }

    void close() {
      queue.close();
      ensemble.close();
    }

    Lease lease() {
      users++;
      return new Lease(this);
    }
  }

  /** The right to use a version until it is closed. */
  public final class Lease implements AutoCloseable {
    private final Served served;

    private Lease(Served served) {
      this.served = served;
    }

    public ModelManifest manifest() {
      return served.stored.manifest();
    }

    public ItemCatalogue catalogue() {
      return served.stored.catalogue();
    }

    public ItemPopularity popularity() {
      return served.stored.popularity();
    }

    /** Item numbers, the most frequent in training first; empty where that is not known. */
    public int[] popularItems() {
      return served.popularItems;
    }

    /** Shares graph runs with the version's other users. */
    public ScoringQueue queue() {
      return served.queue;
    }

    public EnsembleEngine.TrainedEnsemble ensemble() {
      return served.ensemble;
    }

    @Override
    public void close() {
      synchronized (ServedModels.this) {
        served.users--;
        if (!freeing.isShutdown()) {
          freeIfUnused(served);
          freeUnused();
        }
      }
    }
  }
}
