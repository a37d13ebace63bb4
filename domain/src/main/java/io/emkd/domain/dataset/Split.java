package io.emkd.domain.dataset;

/** Which held-out item is to be predicted. */
public enum Split {
  VALIDATION,
  TEST
}
