package io.emkd.domain.serving;

/** Is told what a model's queue does, as {@link ServingObserver} is. */
public interface ScoringObserver {
  ScoringObserver NONE =
      new ScoringObserver() {
        @Override
        public void waited(long nanos) {}

        @Override
        public void ran(int sequences, long nanos) {}

        @Override
        public void refused() {}
      };

  /** A sequence comes, on the thread of who wants it; follows it. */
  default QueueObserver queued() {
    return QueueObserver.NONE;
  }

  /** A sequence's run begins, so long after the sequence came. */
  void waited(long nanos);

  /** A graph run of so many sequences took so long. */
  void ran(int sequences, long nanos);

  /** A sequence would have waited too long. */
  void refused();
}
