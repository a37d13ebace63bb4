package io.emkd.benchmarks;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.sampling.BatchSchedule;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Trains on generated sequences, in this process, until it is closed. */
final class BackgroundTraining implements AutoCloseable {
  private static final int WARM_UP_STEPS = 3;

  private final Thread thread;
  private final CountDownLatch warm = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile @Nullable RuntimeException failure;
  private long warmNanos;
  private volatile long steps;
  private volatile long lastNanos;

  BackgroundTraining(
      EnsembleEngine engine, TrainingConfiguration configuration, TrainingBenchmark.Data data) {
    thread =
        new Thread(
            () -> {
              try {
                train(engine, configuration, data);
              } catch (RuntimeException failed) {
                failure = failed;
              } finally {
                warm.countDown();
              }
            },
            "training");
    thread.start();
  }

  private void train(
      EnsembleEngine engine, TrainingConfiguration configuration, TrainingBenchmark.Data data) {
    BatchSchedule schedule = TrainingBenchmark.schedule(configuration, data);
    try (EnsembleTrainer trainer =
        engine.trainer(configuration, TrainingBenchmark.catalogue(data), schedule.totalSteps())) {
      for (long step = 0; !stopping; step++) {
        trainer.step(schedule.batch(step), step);
        lastNanos = System.nanoTime();
        if (step + 1 == WARM_UP_STEPS) {
          warmNanos = lastNanos;
          warm.countDown();
        } else if (step >= WARM_UP_STEPS) {
          steps = step + 1 - WARM_UP_STEPS;
        }
      }
    }
  }

  void awaitWarm() throws InterruptedException {
    warm.await();
    if (failure != null) {
      throw failure;
    }
  }

  /** Since it was warm. */
  double secondsPerStep() {
    return (lastNanos - warmNanos) / 1e9 / Math.max(1, steps);
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
