package io.emkd.kafka;

/**
 * Is told how a stream of events goes, for metrics, by the thread that reads it: must neither block
 * nor throw.
 */
public interface EventStreamObserver {
  /** What a stream may wait for; it tries again and again. */
  enum Cause {
    /** The brokers do not answer, or refuse to. */
    BROKER,
    /** The topic is not there, or ends before what was read of it. */
    TOPIC,
    /** There is no such dataset. */
    DATASET,
    /** The database is away, full or too busy. */
    STORE,
    /** The topic of dead letters does not take one. */
    DEAD_LETTERS
  }

  /** Events are on disk. */
  void taken(int events);

  /** So many records that are no events are in the topic of dead letters. */
  void deadLettered(int records);

  /** So many records of a partition that this server reads are not read yet. */
  void lag(int partition, long records);

  /** A partition is not read by this server any more. */
  void released(int partition);

  /** The stream waits for something, or does not any more. */
  void waits(Cause cause, boolean still);
}
