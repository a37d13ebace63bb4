package io.emkd.domain.ensemble;

/** Whose checkpoints can be imported. */
public enum CheckpointFormat {
  /** RecBole's, which its trainer saves: a file of PyTorch. */
  RECBOLE
}
