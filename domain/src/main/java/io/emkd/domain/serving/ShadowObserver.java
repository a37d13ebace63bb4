package io.emkd.domain.serving;

/** Is told what became of the requests that a model's shadow was asked. Thread-safe. */
public interface ShadowObserver {
  ShadowObserver NONE =
      new ShadowObserver() {
        @Override
        public void compared(double agreement, long nanos) {}

        @Override
        public void dropped() {}

        @Override
        public void failed() {}
      };

  /**
   * @param agreement of the items answered and those of the shadow the share that is in both, 0 to
   *     1
   * @param nanos that the shadow took, waiting included
   */
  void compared(double agreement, long nanos);

  /** As many were under way as may, or the shadow's queue was full: it was not asked. */
  void dropped();

  /** The shadow could not answer, because it is damaged for example. */
  void failed();
}
