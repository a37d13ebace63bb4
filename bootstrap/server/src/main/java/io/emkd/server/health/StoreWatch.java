package io.emkd.server.health;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.emkd.assembly.Application;
import io.emkd.server.metrics.TrainingMetrics;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store again and again whether it answers and which trainings it knows: probes and
 * scrapes are told what it said, and never wait for it.
 */
public final class StoreWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);
  private static final long ASKED_MILLIS = 1000;
  private static final long RECOUNTED_MILLIS = 5000;

  private final Application application;
  private final ServerReadiness readiness;
  private final TrainingMetrics trainings;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("store-watch").build());
  private boolean answered = true;

  /** Begins; the first answer is there when this returns. */
  public StoreWatch(Application application, ServerReadiness readiness, TrainingMetrics trainings) {
    this.application = application;
    this.readiness = readiness;
    this.trainings = trainings;
    ask();
    var unused =
        thread.scheduleWithFixedDelay(this::ask, ASKED_MILLIS, ASKED_MILLIS, TimeUnit.MILLISECONDS);
    var unusedToo =
        thread.scheduleWithFixedDelay(this::recount, 0, RECOUNTED_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void ask() {
    boolean answers;
    try {
      application.database().requireAnswer();
      answers = true;
    } catch (RuntimeException away) {
      answers = false;
      if (answered) {
        LOG.warn("the store does not answer; this server is not ready", away);
      }
    }
    if (answers && !answered) {
      LOG.info("the store answers again");
    }
    answered = answers;
    readiness.store(answers);
  }

  private void recount() {
    if (!answered) {
      return;
    }
    try {
      trainings.recount(application.trainings().list());
    } catch (RuntimeException away) {
      LOG.debug("the trainings cannot be counted", away);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
