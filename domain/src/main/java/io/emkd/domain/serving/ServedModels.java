package io.emkd.domain.serving;

import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelRouting;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.registry.Shadow;
import io.emkd.domain.registry.VersionKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Which version of a model answers a request, in memory by then. Thread-safe. */
public final class ServedModels implements AutoCloseable {
  /** Until a version that could not be loaded is tried again. */
  private static final long RETRY_SECONDS = 10;

  private static final System.Logger LOG = System.getLogger(ServedModels.class.getName());

  private final ModelStore store;
  private final LoadedVersions versions;
  private final ServingObserver observer;
  private final int waitingAtMost;
  private final Map<String, VersionKey> lastServing = new HashMap<>();
  private final Set<VersionKey> arriving = new HashSet<>();

  /**
   * @param limits of each version's queue; as many requests wait for a version that is not in
   *     memory as for one that is
   * @param versionsInMemory at least 1: so many at most, those in use aside, the most recently used
   * @param observer told of versions and of their queues
   */
  public ServedModels(
      ModelStore store,
      EnsembleEngine engine,
      ScoringLimits limits,
      int versionsInMemory,
      ServingObserver observer) {
    this.store = store;
    this.versions = new LoadedVersions(store, engine, limits, versionsInMemory, observer);
    this.observer = observer;
    this.waitingAtMost = limits.queueSize();
  }

  /**
   * A loaded and warmed up version, the serving one where the reference names none; waits for one
   * that is not in memory. One that was found damaged is read again.
   *
   * @throws NotFoundException if there is no such model or version
   * @throws io.emkd.domain.error.CorruptArtifactException if it is damaged
   */
  public ModelLease acquire(ModelReference reference) {
    VersionKey version = answering(reference, Optional.empty());
    while (true) {
      try {
        versions.tryAgain(version);
        return versions.lease(version).join();
      } catch (CompletionException failed) {
        VersionKey now = store.exact(reference);
        if (!(failed.getCause() instanceof NotFoundException) || now.equals(version)) {
          throw rethrown(Objects.requireNonNull(failed.getCause()));
        }
        version = now;
      }
    }
  }

  private static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof Error fatal) {
      throw fatal;
    }
    return (RuntimeException) failure;
  }

  /**
   * Does work with the version that {@link #acquire} would give, of the canary where it covers the
   * user. Where it is in memory this thread does it, else one of this class's own when it is: no
   * caller's thread waits. The version stays until the answer is there. Cancelling the answer gives
   * up the place in line, or cancels what the work returned.
   *
   * @return fails with what the work throws, with NotFoundException if there is no such model or
   *     version, with CapacityException if too many wait for it, and with CorruptArtifactException
   *     if it is damaged
   */
  public <R> CompletableFuture<R> use(
      ModelReference reference,
      Optional<String> userId,
      Function<ModelLease, CompletableFuture<R>> work) {
    Use<R> use = new Use<>(reference, userId, observer.carried(work));
    try {
      use.start(answering(reference, userId));
    } catch (RuntimeException refused) {
      use.answer.completeExceptionally(refused);
    }
    return use.answer;
  }

  private final class Use<R> {
    private final ModelReference reference;
    private final Optional<String> userId;
    private final Function<ModelLease, CompletableFuture<R>> work;
    private final CompletableFuture<R> answer = new CompletableFuture<>();

    Use(
        ModelReference reference,
        Optional<String> userId,
        Function<ModelLease, CompletableFuture<R>> work) {
      this.reference = reference;
      this.userId = userId;
      this.work = work;
    }

    void start(VersionKey exact) {
      if (versions.waiting(exact) >= waitingAtMost) {
        throw new CapacityException(
            waitingAtMost
                + " requests wait for "
                + exact
                + " to be loaded, which is as many as may",
            Duration.ofSeconds(1));
      }
      CompletableFuture<ModelLease> lease = versions.lease(exact);
      var unused =
          lease.whenComplete(
              (model, failed) -> {
                if (failed == null) {
                  workWith(model);
                } else {
                  tryAnother(exact, failed);
                }
              });
      CancelledAnswer.passOn(answer, lease);
    }

    /** A version that was deleted meanwhile is not the one that answers any more. */
    private void tryAnother(VersionKey version, Throwable failed) {
      try {
        VersionKey now = failed instanceof NotFoundException ? version(reference, userId) : version;
        if (now.equals(version)) {
          answer.completeExceptionally(failed);
        } else {
          start(now);
        }
      } catch (RuntimeException refused) {
        answer.completeExceptionally(refused);
      }
    }

    private void workWith(ModelLease model) {
      CompletableFuture<R> result;
      try {
        result = work.apply(model);
      } catch (RuntimeException | Error refused) {
        model.close();
        answer.completeExceptionally(refused);
        return;
      }
      var unused =
          result.whenComplete(
              (value, failed) -> {
                model.close();
                if (failed == null) {
                  answer.complete(value);
                } else {
                  answer.completeExceptionally(failed);
                }
              });
      CancelledAnswer.passOn(answer, result);
    }
  }

  /** What is asked beside the version that answers; empty where the reference names a version. */
  public Optional<Shadow> shadow(ModelReference reference) {
    return reference.isServing() ? store.routing(reference.name()).shadow() : Optional.empty();
  }

  /** Who is told of what the shadow of a model is asked. */
  public ShadowObserver shadowObserver(String model) {
    return observer.shadow(model);
  }

  private VersionKey version(ModelReference reference, Optional<String> userId) {
    return reference.isServing() && userId.isPresent()
        ? new VersionKey(reference.name(), store.routing(reference.name()).servingFor(userId.get()))
        : store.exact(reference);
  }

  private VersionKey answering(ModelReference reference, Optional<String> userId) {
    if (!reference.isServing()) {
      return store.exact(reference);
    }
    ModelRouting routing = store.routing(reference.name());
    int version = userId.map(routing::servingFor).orElse(routing.serving());
    return answering(reference.name(), version, version == routing.serving());
  }

  /**
   * Where another process made a version serve or the canary, and it is not in memory yet, the one
   * that served before goes on answering until it is.
   *
   * @param serves whether it is the serving version, not the canary
   */
  private synchronized VersionKey answering(String name, int version, boolean serves) {
    VersionKey before = lastServing.get(name);
    if (before != null && before.version() == version) {
      return before;
    }
    VersionKey wanted = new VersionKey(name, version);
    if (before != null && versions.has(before) && !versions.has(wanted)) {
      if (arriving.add(wanted)) {
        var unused =
            versions.lease(wanted).whenComplete((lease, failed) -> arrive(wanted, lease, failed));
      }
      return before;
    }
    if (serves) {
      lastServing.put(name, wanted);
    }
    return wanted;
  }

  private void arrive(VersionKey version, ModelLease lease, Throwable damaged) {
    if (damaged == null) {
      lease.close();
      arrived(version);
      return;
    }
    // The store has told of a damaged one, once; it is tried again for as long as requests come.
    LOG.log(
        damaged instanceof CorruptArtifactException
            ? System.Logger.Level.DEBUG
            : System.Logger.Level.ERROR,
        version + " cannot be loaded; the version before goes on answering",
        damaged);
    CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS)
        .execute(() -> arrived(version));
  }

  private synchronized void arrived(VersionKey version) {
    arriving.remove(version);
  }

  /**
   * Frees a version that is not to answer any more, after the requests that it is answering; a
   * request that names it loads it again.
   */
  public void retire(VersionKey version) {
    versions.retire(version);
  }

  /** Answers what waits to be scored, then frees all versions. */
  @Override
  public void close() {
    versions.close();
  }
}
