package io.emkd.domain.serving;

import io.emkd.domain.registry.ModelManifest;

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

  /** Is told of each version of the model that is loaded. */
  ScoringObserver scoring(String model);
}
