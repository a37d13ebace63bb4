package io.emkd.domain.configuration;

import io.emkd.domain.error.Violations;

/**
 * In what a network that another program trained differs from the encoder of its kind here. It is
 * kept with the version that was imported; no training has another than {@link #STANDARD}.
 *
 * @param innerSize of a transformer's feed-forward sublayers, or of the states of recurrent units:
 *     1 to 65536; 0 stands for what the encoders here have, 4d and d
 * @param activation of a transformer's feed-forward sublayers
 * @param normEpsilon what is added to the variance in a transformer's normalisations, greater than
 *     0, at most 1
 * @param positionsFromFirst whether a transformer counts positions from the oldest item of an
 *     input, which is at 0; else from the input's end
 * @param postNorm whether BERT4Rec normalises after each of its sublayers, and maps what comes out
 *     of them once more: as RecBole has it, and not the authors that docs/specification.md follows
 */
public record EncoderVariant(
    int innerSize,
    Activation activation,
    double normEpsilon,
    boolean positionsFromFirst,
    boolean postNorm) {
  /** The encoders as docs/specification.md has them. */
  public static final EncoderVariant STANDARD =
      new EncoderVariant(0, Activation.GELU, 1e-12, false, false);

  public EncoderVariant {
    new Violations()
        .require(innerSize >= 0 && innerSize <= 65_536, "inner_size", innerSize, "0 to 65536")
        .require(
            normEpsilon > 0 && normEpsilon <= 1,
            "norm_epsilon",
            normEpsilon,
            "greater than 0, at most 1")
        .throwIfAny();
  }

  /**
   * Returns the inner size.
   *
   * @param standard what the encoder of this kind has here
   */
  public int innerSize(int standard) {
    return innerSize == 0 ? standard : innerSize;
  }
}
