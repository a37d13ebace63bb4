package io.emkd.domain.configuration;

/** What stands between the two maps of a feed-forward sublayer. */
public enum Activation {
  /** The exact one, x (1 + erf(x / sqrt(2))) / 2: of the encoders here. */
  GELU,
  /** The greater of x and 0. */
  RELU,
  /** x / (1 + exp(-x)). */
  SWISH,
  /** The hyperbolic tangent. */
  TANH,
  /** 1 / (1 + exp(-x)). */
  SIGMOID
}
