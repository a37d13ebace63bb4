package io.emkd.domain.configuration;

/** What the matrix products of a training compute in; everything between them is float32. */
public enum Precision {
  FLOAT32,
  /** Inputs and results are rounded to 8 significant bits, sums are float32. */
  BFLOAT16
}
