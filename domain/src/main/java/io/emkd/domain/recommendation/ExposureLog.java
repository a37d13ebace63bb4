package io.emkd.domain.recommendation;

/** Where what users were answered goes. Thread-safe. */
public interface ExposureLog {
  /** Takes one, or drops it where it cannot: returns at once, and throws nothing. */
  void answered(Exposure exposure);
}
