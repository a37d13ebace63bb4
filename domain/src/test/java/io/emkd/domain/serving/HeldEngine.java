package io.emkd.domain.serving;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.ensemble.FixedScoresEngine;
import io.emkd.domain.ensemble.ItemSimilarity;
import io.emkd.domain.ensemble.LoadingEngine;
import io.emkd.domain.ensemble.NetworkScorer;
import io.emkd.domain.ensemble.SequenceEncoder;
import io.emkd.domain.ensemble.TargetRanker;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Loads when released; counts what it loads and what is freed. */
public final class HeldEngine implements LoadingEngine {
  public final FixedScoresEngine engine = new FixedScoresEngine(5);
  public final AtomicInteger loads = new AtomicInteger();
  public final Semaphore freed = new Semaphore(0);
  public volatile CountDownLatch released = new CountDownLatch(0);
  public volatile RuntimeException damage;

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
      public NetworkScorer networks() {
        return loaded.networks();
      }

      @Override
      public ItemSimilarity similarity() {
        return loaded.similarity();
      }

      @Override
      public TargetRanker ranker() {
        return loaded.ranker();
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
