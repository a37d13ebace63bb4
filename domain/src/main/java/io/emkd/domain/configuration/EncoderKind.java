package io.emkd.domain.configuration;

/** The encoders an ensemble can be made of. */
public enum EncoderKind {
  /** A bidirectional transformer over masked sequences (Sun et al., CIKM 2019). */
  BERT4REC
}
