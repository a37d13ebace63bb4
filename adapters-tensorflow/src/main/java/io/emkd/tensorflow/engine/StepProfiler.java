package io.emkd.tensorflow.engine;

import io.emkd.domain.ensemble.TrainingBatch;
import java.util.List;

/** What a trainer of this engine can also do, for benchmarks: say where a step's time goes. */
public interface StepProfiler {
  /** Takes one step, measured operation by operation; the longest first. */
  List<OperationTime> profile(TrainingBatch batch, long step);
}
