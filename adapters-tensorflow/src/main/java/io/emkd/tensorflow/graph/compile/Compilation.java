package io.emkd.tensorflow.graph.compile;

/** What of a training step XLA compiles. */
public enum Compilation {
  /**
   * Each chain of elementwise operations between two matrix products, which oneDNN computes: a CPU.
   */
  FUNCTIONS,

  /**
   * The whole step, from what is fed to the updated variables, as one program: a GPU with what XLA
   * needs of CUDA's toolkit. Each combination of shapes is compiled once, for many seconds.
   */
  PROGRAM,

  /**
   * Nothing: a GPU without that. Only operations that a GPU has kernels of work on large tensors.
   */
  NONE
}
