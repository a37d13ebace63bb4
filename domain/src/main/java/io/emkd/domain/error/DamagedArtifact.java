package io.emkd.domain.error;

import java.util.Locale;

/**
 * Something stored that cannot be read.
 *
 * @param name of the kind's naming: {@code NAME@VERSION}, a model's name, {@code
 *     TRAINING/checkpoints/STEP}, a training's id, a dataset's name
 * @param reason names the file, relative to its store
 */
public record DamagedArtifact(Kind kind, String name, String reason) {
  /** What is damaged. */
  public enum Kind {
    VERSION,
    ROUTING,
    CHECKPOINT,
    TRAINING,
    DATASET;

    /** What logs and metrics call it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
