package io.emkd.domain.serving;

import java.util.List;

/**
 * A kind of graph run, which requests of that kind share: two requests run together only where they
 * came with the same one.
 *
 * @param <Q> what is asked
 * @param <A> what one of them is answered
 */
interface GraphRun<Q extends Queued, A> {
  /** The answer of each request, in their order. */
  A[] answers(List<Q> requests);

  /** Whether it reads sequences, so that what it takes tells how long others will wait. */
  default boolean encodes() {
    return true;
  }
}
