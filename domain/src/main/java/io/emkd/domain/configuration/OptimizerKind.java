package io.emkd.domain.configuration;

/** What makes a step of a gradient. */
public enum OptimizerKind {
  /** Of every variable (Kingma and Ba, ICLR 2015): the paper's. */
  ADAM,
  /**
   * Of the matrices inside the blocks: the momentum with all singular values made about 1 (Jordan
   * et al., 2024), scaled to the size of Adam's steps (Liu et al., arXiv 2502.16982), so that one
   * learning rate serves both. Of tables, heads, biases and norms: Adam.
   */
  MUON
}
