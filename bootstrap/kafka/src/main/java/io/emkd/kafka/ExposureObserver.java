package io.emkd.kafka;

/** Is told what becomes of exposures. Thread-safe. */
public interface ExposureObserver {
  /** One is where it was to go. */
  void written();

  /** One is lost: too many waited, or the brokers did not take it in time. */
  void dropped();
}
