package io.emkd.assembly;

import io.emkd.domain.dataset.StoreObserver;
import io.emkd.domain.serving.ServingObserver;
import io.emkd.domain.training.TrainingObserver;

/** Who is told what the graph does, for metrics, health and traces. */
public record Observers(ServingObserver serving, StoreObserver store, TrainingObserver training) {
  /** Nobody. */
  public static final Observers NONE =
      new Observers(ServingObserver.NONE, StoreObserver.NONE, TrainingObserver.NONE);
}
