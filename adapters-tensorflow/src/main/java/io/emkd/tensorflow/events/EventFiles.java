package io.emkd.tensorflow.events;

import io.emkd.domain.training.TrainingCurve;
import io.emkd.domain.training.TrainingCurves;
import io.emkd.domain.training.TrainingEvent;
import io.emkd.domain.training.TrainingObserver;
import io.emkd.domain.training.TrainingRecord;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves files that TensorBoard reads, a run for each training: every loss term and every
 * validation metric over steps and over time. What cannot be written, because the disk is full for
 * example, is missing there, which the log says once a training; the training does not know.
 * Thread-safe.
 */
public final class EventFiles implements TrainingObserver, TrainingCurves, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventFiles.class);

  /** What waits for a slow disk; what is more is left out. */
  private static final int QUEUED = 10_000;

  private static final long CLOSING_SECONDS = 5;
  private static final long READING_SECONDS = 60;

  private final Path folder;
  private final Clock clock;
  private final AtomicBoolean overtaken = new AtomicBoolean();

  /** Those under way; of the writer's thread alone, as the next is. */
  private final Map<String, TensorBoardRun> runs = new HashMap<>();

  private final Set<String> unwritable = new HashSet<>();

  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(QUEUED),
          EventFiles::thread,
          (late, executor) -> late());

  /**
   * @param folder where each training's run has a folder of its id
   */
  public EventFiles(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "event-files");
    thread.setDaemon(true);
    return thread;
  }

  private void late() {
    if (!overtaken.getAndSet(true) && !writer.isShutdown()) {
      LOG.warn("{} is too slow for all that trainings say: some of it is missing there", folder);
    }
  }

  @Override
  public void happened(TrainingRecord training, TrainingEvent event) {
    boolean shown =
        event instanceof TrainingEvent.Started
            || event instanceof TrainingEvent.Step
            || event instanceof TrainingEvent.Validated
            || event instanceof TrainingEvent.Ended;
    if (shown) {
      Instant now = clock.instant();
      writer.execute(() -> write(training, event, now));
    }
  }

  private void write(TrainingRecord training, TrainingEvent event, Instant now) {
    String id = training.id();
    try {
      if (event instanceof TrainingEvent.Ended) {
        end(id);
      } else if (!unwritable.contains(id)) {
        runs.computeIfAbsent(
                id,
                run -> new TensorBoardRun(folder.resolve(run), training.request().configuration()))
            .add(event, now);
      }
    } catch (RuntimeException failed) {
      LOG.warn("TensorBoard will miss what follows of training {}: {}", id, failed.toString());
      abandon(id);
    }
  }

  /** Of what cannot be written no session stays open; that its file is not closed was told. */
  private void abandon(String id) {
    try {
      end(id);
    } catch (RuntimeException again) {
      LOG.debug("the run of training {} could not be closed", id, again);
    }
    unwritable.add(id);
  }

  private void end(String id) {
    unwritable.remove(id);
    TensorBoardRun run = runs.remove(id);
    if (run != null) {
      run.close();
    }
  }

  /** Reads them after what waits is written; none where they cannot be read, which the log says. */
  @Override
  public List<TrainingCurve> of(String trainingId) {
    try {
      return writer
          .submit(() -> EventCurves.read(folder.resolve(trainingId)))
          .get(READING_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException unreadable) {
      LOG.warn("what training {} said cannot be read: {}", trainingId, unreadable.toString());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  /** Writes what waits; what happens later is not written. */
  @Override
  public void close() {
    writer.execute(() -> runs.values().forEach(TensorBoardRun::close));
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} is too slow: the last of what trainings said is missing there", folder);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
