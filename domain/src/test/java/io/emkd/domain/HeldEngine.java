package io.emkd.domain;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.port.EnsembleScorer;
import io.emkd.domain.port.SequenceEncoder;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Loads when released; counts what it loads and what is freed. */
final class HeldEngine implements LoadingEngine {
  final FixedScoresEngine engine = new FixedScoresEngine(5);
  final AtomicInteger loads = new AtomicInteger();
  final Semaphore freed = new Semaphore(0);
  volatile CountDownLatch released = new CountDownLatch(0);
  volatile RuntimeException damage;

  @Override
  public TrainedEnsemble load(Path directory, EnsembleConfiguration configuration, int items) {
    // Before it is counted: who sees the count may hold the next load otherwise.
    CountDownLatch own = released;
    loads.incrementAndGet();
    try {
      own.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
    if (damage != null) {
      throw damage;
    }
    TrainedEnsemble loaded = engine.load(directory, configuration, items);
    return new TrainedEnsemble() {
      @Override
      public EnsembleScorer scorer() {
        return loaded.scorer();
      }

      @Override
      public SequenceEncoder encoder() {
        return loaded.encoder();
      }

      @Override
      public void close() {
        freed.release();
      }
    };
  }
}
