package io.emkd.domain.serving;

import io.emkd.domain.registry.ModelManifest;
import java.util.function.Function;

/**
 * Is told what serving does, for health and metrics, by the threads that serve: must neither block
 * nor throw. Thread-safe.
 */
public interface ServingObserver {
  ServingObserver NONE =
      new ServingObserver() {
        @Override
        public void loaded(ModelManifest version, long nanos) {}

        @Override
        public void freed(ModelManifest version) {}

        @Override
        public ScoringObserver scoring(String model) {
          return ScoringObserver.NONE;
        }
      };

  /** A version is ready to answer, which took so long. */
  void loaded(ModelManifest version, long nanos);

  /** A version that was loaded is no longer in memory. */
  void freed(ModelManifest version);

  /**
   * The same work, for its trace: it may run on another thread than the one that calls this, when
   * its version is in memory.
   */
  default <T, R> Function<T, R> carried(Function<T, R> work) {
    return work;
  }

  /** Is told of each version of the model that is loaded. */
  ScoringObserver scoring(String model);

  /** Is told of what the model's shadow is asked. */
  default ShadowObserver shadow(String model) {
    return ShadowObserver.NONE;
  }
}
