package io.emkd.domain.dataset;

/** Somebody else has taken events of the same place of a stream: these must not be taken again. */
public final class MovedPositionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MovedPositionException(SourcePosition batch) {
    super(
        batch.source()
            + ", partition "
            + batch.partition()
            + ", was read on by another reader than that of the events from "
            + batch.from());
  }
}
