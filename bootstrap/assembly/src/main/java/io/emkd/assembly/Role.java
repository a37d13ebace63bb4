package io.emkd.assembly;

/** What a process does of all that a store's servers do together. */
public enum Role {
  /** Keeps models warm and recommends. */
  SERVING,
  /** Runs trainings. */
  TRAINING
}
