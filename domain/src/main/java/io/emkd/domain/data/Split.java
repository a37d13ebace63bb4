package io.emkd.domain.data;

/** Which held-out item is to be predicted. */
public enum Split {
  VALIDATION,
  TEST
}
