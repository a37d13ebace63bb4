package io.emkd.benchmarks;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.CoreFilter;
import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.LeaveOneOutSplit;
import io.emkd.domain.files.ColumnNames;
import io.emkd.domain.files.FileFormat;
import io.emkd.domain.files.NamedFile;
import io.emkd.domain.files.ReadOptions;
import io.emkd.domain.sampling.BatchSchedule;
import io.emkd.domain.sampling.TrainingWindows;
import io.emkd.storage.formats.FormatFiles;
import io.emkd.storage.sql.SqlDatabase;
import io.emkd.storage.sql.SqlDatasetStore;
import io.emkd.storage.sql.SqlInteractionLog;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Times imports, scans, appends and reads of generated, skewed interactions in order of time. */
final class StorageBenchmark {
  private static final String DATASET = "bench";
  private static final int APPENDERS = 4;
  private static final int EVENTS_A_REQUEST = 50;
  private static final int READ = 50;
  private static final int BATCHES = 1000;

  /** Until ids are known and the pages that are read most are in memory, after an import. */
  private static final double WARM_UP_NANOS = 120e9;

  private static final double MEASURED_NANOS = 20e9;

  private final Size size;
  private final BulkBaseline baseline;
  private final Consumer<String> progress;

  /**
   * @param appendsPerSecond beside which users are read
   */
  public record Size(long interactions, int users, int items, int appendsPerSecond) {}

  public StorageBenchmark(Size size, BulkBaseline baseline, Consumer<String> progress) {
    this.size = size;
    this.baseline = baseline;
    this.progress = progress;
  }

  /** Results by key. */
  public Map<String, Number> run(SqlDatabase database, Path scratch)
      throws IOException, InterruptedException {
    Map<String, Number> results = new LinkedHashMap<>();
    Path file = scratch.resolve("interactions.csv");
    try {
      progress.accept("generating " + size.interactions + " interactions");
      generate(file);
      results.put("interactions", size.interactions);
      results.put("file_bytes", Files.size(file));
      progress.accept("the engine's own bulk load");
      double own = seconds(() -> baseline.load(this::rows));
      results.put("bulk_load_seconds", own);
      results.put("bulk_load_rows_per_second", size.interactions / own);
      SqlDatasetStore store = new SqlDatasetStore(database, scratch.resolve("store"));
      progress.accept("importing");
      double imported =
          seconds(
              () ->
                  store.replace(
                      new DatasetDefinition(DATASET, 0),
                      sink ->
                          new FormatFiles(Clock.systemUTC())
                              .read(
                                  List.of(new NamedFile("interactions.csv", file)),
                                  ReadOptions.of(FileFormat.DELIMITED, ColumnNames.DEFAULT),
                                  sink)));
      results.put("import_seconds", imported);
      results.put("import_rows_per_second", size.interactions / imported);
      results.put("import_to_bulk_load", own / imported);
      results.put("peak_resident_bytes_after_import", ProcessMemory.peakResidentBytes());
      progress.accept("reading all sequences");
      Counter counter = new Counter();
      double scanned = seconds(() -> store.scan(DATASET, counter));
      results.put("scan_seconds", scanned);
      results.put("scan_rows_per_second", counter.interactions / scanned);
      results.put("peak_resident_bytes_after_scan", ProcessMemory.peakResidentBytes());
      readForTraining(store, results);
      results.putAll(readAgain(database));
      return results;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Only reads beside appends, on the dataset that an earlier run of the same size left. */
  public Map<String, Number> readAgain(SqlDatabase database) throws InterruptedException {
    Map<String, Number> results = new LinkedHashMap<>();
    progress.accept("reading users beside appends");
    readBesideAppends(database, results);
    return results;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static double seconds(Work work) throws IOException {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** As a training does: a copy of the sequences, filtered; then batches of windows of them. */
  private void readForTraining(SqlDatasetStore store, Map<String, Number> results)
      throws IOException {
    progress.accept("reading all sequences for a training");
    TrainingConfiguration configuration = Preset.SMALL.configuration();
    BatchSchedule[] schedule = {null};
    results.put(
        "training_read_seconds",
        seconds(
            () -> {
              Dataset dataset = CoreFilter.apply(store.load(DATASET));
              schedule[0] =
                  new BatchSchedule(
                      TrainingWindows.of(
                          LeaveOneOutSplit.training(dataset),
                          configuration.ensemble().maxLength(),
                          1),
                      dataset.catalogue().size(),
                      configuration);
            }));
    results.put("training_windows", schedule[0].windowCount());
    int batches = Math.min(BATCHES, schedule[0].stepsPerEpoch());
    double drawn = seconds(() -> IntStream.range(0, batches).forEach(schedule[0]::batch));
    results.put("training_batches_per_second", batches / drawn);
    results.put("peak_resident_bytes_after_training_read", ProcessMemory.peakResidentBytes());
  }

  private static final class Counter implements DatasetStore.Sink {
    private long interactions;

    @Override
    public void interaction(Interaction interaction) {
      interactions++;
    }

    @Override
    public void item(Item item) {}
  }

  /** Takes the rows of a table of numbers. */
  public interface RowSink {
    void row(long user, double time, long arrival, long item);
  }

  /** The same rows as the file's, as the numbers that the store would give them. */
  void rows(RowSink sink) {
    SplittableRandom random = new SplittableRandom(7);
    for (long i = 0; i < size.interactions; i++) {
      sink.row(user(random), time(i), i, item(random));
    }
  }

  /** Few users and items have most of it. */
  private int user(SplittableRandom random) {
    double u = random.nextDouble();
    return (int) (size.users * u * u);
  }

  private int item(SplittableRandom random) {
    double u = random.nextDouble();
    return (int) (size.items * u * u * u);
  }

  private static double time(long i) {
    return 1.6e9 + i;
  }

  private void generate(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      writer.write("user_id,item_id,timestamp\n");
      for (long i = 0; i < size.interactions; i++) {
        writer.write("u");
        writer.write(Integer.toString(user(random)));
        writer.write(",i");
        writer.write(Integer.toString(item(random)));
        writer.write(",");
        writer.write(Long.toString((long) time(i)));
        writer.write("\n");
      }
    }
  }

  private void readBesideAppends(SqlDatabase database, Map<String, Number> results)
      throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong appended = new AtomicLong();
    Histogram reads = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
    long start = System.nanoTime();
    try (SqlInteractionLog log = new SqlInteractionLog(database)) {
      List<Thread> appenders = new ArrayList<>();
      for (int a = 0; a < APPENDERS; a++) {
        int appender = a;
        Thread thread = new Thread(() -> append(log, appender, stop, appended));
        thread.start();
        appenders.add(thread);
      }
      SplittableRandom random = new SplittableRandom(8);
      while (System.nanoTime() - start < WARM_UP_NANOS + MEASURED_NANOS) {
        String user = "u" + user(random);
        long asked = System.nanoTime();
        log.newest(DATASET, user, Optional.empty(), READ);
        if (asked - start > WARM_UP_NANOS) {
          reads.recordValue(System.nanoTime() - asked);
        }
        Thread.sleep(1);
      }
      stop.set(true);
      for (Thread appender : appenders) {
        appender.join();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    results.put("appends_per_second", appended.get() / seconds);
    results.put("read_newest_50_p50_ms", reads.getValueAtPercentile(50) / 1e6);
    results.put("read_newest_50_p99_ms", reads.getValueAtPercentile(99) / 1e6);
  }

  /** Acknowledged events at an even rate, each request when the one before is on disk. */
  private void append(
      SqlInteractionLog log, int appender, AtomicBoolean stop, AtomicLong appended) {
    SplittableRandom random = new SplittableRandom(appender);
    long start = System.nanoTime();
    double perSecond = (double) size.appendsPerSecond / APPENDERS;
    for (long sent = 0; !stop.get(); sent += EVENTS_A_REQUEST) {
      long due = start + (long) (sent / perSecond * 1e9);
      while (System.nanoTime() < due) {
        java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
      }
      List<InteractionEvent> events = new ArrayList<>();
      for (int e = 0; e < EVENTS_A_REQUEST; e++) {
        events.add(
            new InteractionEvent(
                new Interaction(
                    "u" + user(random), "i" + item(random), time(size.interactions + sent)),
                ""));
      }
      try {
        log.append(DATASET, events).join();
      } catch (CompletionException failed) {
        throw new IllegalStateException(failed);
      }
      appended.addAndGet(EVENTS_A_REQUEST);
    }
  }
}
