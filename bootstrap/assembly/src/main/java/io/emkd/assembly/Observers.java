package io.emkd.assembly;

import io.emkd.domain.dataset.StoreObserver;
import io.emkd.domain.recommendation.ExposureLog;
import io.emkd.domain.serving.ServingObserver;
import io.emkd.domain.training.TrainingObserver;
import java.util.Optional;

/**
 * Who is told what the graph does, for metrics, health and traces.
 *
 * @param exposures of what users are answered, where somebody wants to know
 */
public record Observers(
    ServingObserver serving,
    StoreObserver store,
    TrainingObserver training,
    Optional<ExposureLog> exposures) {
  /** Nobody. */
  public static final Observers NONE =
      new Observers(
          ServingObserver.NONE, StoreObserver.NONE, TrainingObserver.NONE, Optional.empty());
}
