package io.emkd.tensorflow.graph;

import io.emkd.tensorflow.graph.update.StepScalars;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What is fed to a step of training and fetched from it. */
public sealed interface TrainingGraph permits OperationwiseTraining, CompiledTraining {
  TrainingInputs inputs();

  /** What else a step is fed by. */
  StepScalars scalars();

  /** K has to be a multiple of it. */
  int maskedMultiple();

  /**
   * Returns the terms at the present weights, [6]: masked item, distillation, attribute, intra
   * contrast, cross contrast, total. Nothing is updated.
   */
  Operand<TFloat32> losses();

  /** Returns {@link #losses} of the weights before the step, with which every weight is updated. */
  Operand<TFloat32> step();

  /** Returns the gradients of the total at the present weights by parameter name. */
  Map<String, Operand<TFloat32>> gradients();
}
