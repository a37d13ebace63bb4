package io.emkd.domain.configuration;

/** Of the matrix products in training; everything between them is float32. */
public enum Precision {
  FLOAT32,
  /** Inputs and results are rounded to 8 significant bits, sums are float32. */
  BFLOAT16
}
