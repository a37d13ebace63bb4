package io.emkd.domain.model;

import io.emkd.domain.data.ItemCatalogue;
import io.emkd.domain.port.EnsembleEngine;
import io.emkd.domain.port.ModelStore;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The versions in memory. A version is loaded once, used by many, and freed when it is neither in
 * use nor among the few most recently used. Thread-safe.
 */
public final class ServedModels implements AutoCloseable {
  private static final int KEPT = 4;

  private final ModelStore store;
  private final EnsembleEngine engine;
  private final Consumer<ModelManifest> warm;
  private final Map<String, Served> loaded = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Object> loading = new HashMap<>();

  /**
   * @param warm told of each version that is ready to answer
   */
  public ServedModels(ModelStore store, EnsembleEngine engine, Consumer<ModelManifest> warm) {
    this.store = store;
    this.engine = engine;
    this.warm = warm;
  }

  /**
   * A loaded and warmed up version, the newest where the reference names none.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such model or version
   */
  public Lease acquire(ModelReference reference) {
    ModelReference exact = new ModelReference(reference.name(), store.version(reference));
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
        served.ensemble.close();
        eldestFirst.remove();
        surplus--;
      }
    }
  }

  @Override
  public synchronized void close() {
    loaded.values().forEach(served -> served.ensemble.close());
    loaded.clear();
  }

  private final class Served {
    private final ModelStore.StoredModel stored;
    private final EnsembleEngine.TrainedEnsemble ensemble;
    private int users;

    Served(ModelStore.StoredModel stored, EnsembleEngine.TrainedEnsemble ensemble) {
      this.stored = stored;
      this.ensemble = ensemble;
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

    public EnsembleEngine.TrainedEnsemble ensemble() {
      return served.ensemble;
    }

    @Override
    public void close() {
      synchronized (ServedModels.this) {
        served.users--;
        freeUnused();
      }
    }
  }
}
