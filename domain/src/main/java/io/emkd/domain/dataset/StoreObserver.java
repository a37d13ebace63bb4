package io.emkd.domain.dataset;

/**
 * Is told what the store of datasets does, for metrics and traces, by the threads that it does it
 * for: must neither block nor throw. Thread-safe.
 */
public interface StoreObserver {
  StoreObserver NONE =
      new StoreObserver() {
        @Override
        public void took(Operation operation, long nanos, boolean failed) {}

        @Override
        public void appended(InteractionLog.Appended events) {}

        @Override
        public void imported(long interactions) {}
      };

  /** What a store is asked to do. */
  enum Operation {
    /** The history of a user, which a recommendation waits for. */
    HISTORY,
    /** An append, until its events are on disk. */
    APPEND,
    /** A dataset is replaced by what an import brings. */
    REPLACE,
    /** A whole dataset is read, as for a training or an export. */
    READ,
    /** A user or old interactions are deleted. */
    DELETE
  }

  /** An operation is over, which took so long. */
  void took(Operation operation, long nanos, boolean failed);

  /** Events were taken. */
  void appended(InteractionLog.Appended events);

  /** An import has taken the place of a dataset's content, with so many interactions. */
  void imported(long interactions);
}
