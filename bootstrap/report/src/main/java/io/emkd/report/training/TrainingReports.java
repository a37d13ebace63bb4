package io.emkd.report.training;

import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.training.TrainingCurves;
import io.emkd.domain.training.TrainingEvent;
import io.emkd.domain.training.TrainingObserver;
import io.emkd.domain.training.TrainingRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a page of each training when it ends, whatever it ends as; one that was resumed has a page
 * of the whole. What cannot be written is told to the log; the training does not know. Thread-safe.
 */
public final class TrainingReports implements TrainingObserver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingReports.class);
  private static final long CLOSING_SECONDS = 2;

  private final Path folder;
  private final String program;
  private final TrainingCurves curves;
  private final Optional<Examples> examples;
  private final Map<String, TrainingEvent.Started> started = new ConcurrentHashMap<>();
  private final Map<String, ModelManifest> published = new ConcurrentHashMap<>();
  private final ExecutorService writer = Executors.newSingleThreadExecutor(TrainingReports::thread);

  private volatile boolean closing;

  /**
   * @param folder where each training's page is, named by its id
   * @param program names what trains
   * @param curves told of an event before this is
   * @param examples where this process has versions in memory, to answer
   */
  public TrainingReports(
      Path folder, String program, TrainingCurves curves, Optional<Examples> examples) {
    this.folder = folder;
    this.program = program;
    this.curves = curves;
    this.examples = examples;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "training-reports");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void happened(TrainingRecord training, TrainingEvent event) {
    if (event instanceof TrainingEvent.Started begun) {
      started.put(training.id(), begun);
    } else if (event instanceof TrainingEvent.Published version) {
      published.put(training.id(), version.manifest());
    } else if (event instanceof TrainingEvent.Ended ended) {
      TrainingPage page =
          new TrainingPage(
              program,
              ended.training(),
              Optional.ofNullable(started.remove(training.id())),
              Optional.ofNullable(published.remove(training.id())));
      writer.execute(() -> write(training.id(), page));
    }
  }

  private void write(String id, TrainingPage page) {
    Path file = folder.resolve(id + ".html");
    try {
      page.of(curves.of(id), examples(page.published())).write(file);
      LOG.info("the report of training {} is {}", id, file);
    } catch (IOException | RuntimeException failed) {
      LOG.warn("training {} leaves no report: {}", id, failed.toString());
    }
  }

  private List<Example> examples(Optional<ModelManifest> published) {
    if (examples.isEmpty() || published.isEmpty()) {
      return List.of();
    }
    try {
      return examples.get().of(published.get(), () -> closing);
    } catch (RuntimeException unanswered) {
      LOG.warn(
          "the report of {} is without examples: {}", published.get().key(), unanswered.toString());
      return List.of();
    }
  }

  /** Writes what waits, with the examples that are there. */
  @Override
  public void close() {
    closing = true;
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} is too slow: the last report is missing there", folder);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
