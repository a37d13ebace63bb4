package io.emkd.domain.configuration;

/** The encoders an ensemble can be made of. */
public enum EncoderKind {
  /** A bidirectional transformer over masked sequences (Sun et al., CIKM 2019): the paper's. */
  BERT4REC(false),
  /** A transformer in which no position sees those after it (Kang and McAuley, ICDM 2018). */
  SASREC(true),
  /**
   * A transformer with a filter of frequencies beside its attention (Shin et al., AAAI 2024). The
   * filter mixes all positions of a sequence.
   */
  BSAREC(false),
  /** Gated recurrent units (Hidasi et al., ICLR 2016). */
  GRU4REC(true);

  private final boolean causal;

  EncoderKind(boolean causal) {
    this.causal = causal;
  }

  /** Whether the hidden state of a position depends on the items before that position alone. */
  public boolean causal() {
    return causal;
  }
}
