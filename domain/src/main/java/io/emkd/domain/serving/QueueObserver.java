package io.emkd.domain.serving;

/**
 * Follows one request through the queue, for its trace: either it runs, or it is dropped. Is told
 * by the threads that serve: must neither block nor throw.
 */
public interface QueueObserver {
  QueueObserver NONE =
      new QueueObserver() {
        @Override
        public void runs(int sequences) {}

        @Override
        public void ran(boolean failed) {}

        @Override
        public void dropped() {}
      };

  /** Its graph run begins, which it shares with others: so many sequences together. */
  void runs(int sequences);

  /** The run is over; the answer follows. */
  void ran(boolean failed);

  /** Nobody wants it any more; it never ran. */
  void dropped();
}
