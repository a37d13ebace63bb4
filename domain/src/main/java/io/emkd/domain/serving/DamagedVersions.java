package io.emkd.domain.serving;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.registry.VersionKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Versions that could not be loaded a moment ago. Requests for one fail at once meanwhile: reading
 * its files for each of them would keep the threads from loading versions that are whole.
 * Thread-safe.
 */
final class DamagedVersions {
  private static final long REMEMBERED_NANOS = 10_000_000_000L;
  private static final int REMEMBERED = 1000;

  private final ModelStore store;
  private final Map<VersionKey, Refusal> refusals =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<VersionKey, Refusal> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Refusal(CorruptArtifactException damage, long sinceNanos) {}

  DamagedVersions(ModelStore store) {
    this.store = store;
  }

  /** Why a version was refused lately. */
  synchronized Optional<CorruptArtifactException> refused(VersionKey exact) {
    Refusal refusal = refusals.get(exact);
    if (refusal == null) {
      return Optional.empty();
    }
    if (System.nanoTime() - refusal.sinceNanos > REMEMBERED_NANOS) {
      refusals.remove(exact);
      return Optional.empty();
    }
    return Optional.of(refusal.damage);
  }

  synchronized void forget(VersionKey exact) {
    refusals.remove(exact);
  }

  void loaded(VersionKey exact) {
    forget(exact);
    store.accepted(exact.reference());
  }

  /**
   * Remembers a version that is damaged and tells the store.
   *
   * @return why it cannot be loaded: files that are missing since the version was deleted meanwhile
   *     are no damage
   */
  Throwable named(VersionKey exact, Throwable failed) {
    if (!(failed instanceof CorruptArtifactException damage)) {
      return failed;
    }
    try {
      store.version(exact.reference());
    } catch (NotFoundException deleted) {
      return deleted;
    } catch (RuntimeException unknown) {
      return damage;
    }
    synchronized (this) {
      refusals.put(exact, new Refusal(damage, System.nanoTime()));
    }
    store.refused(exact.reference(), String.valueOf(damage.getMessage()));
    return damage;
  }
}
