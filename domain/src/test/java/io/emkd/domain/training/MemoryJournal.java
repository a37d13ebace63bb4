package io.emkd.domain.training;

import io.emkd.domain.error.UnavailableException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Reads at all times; may be slow to write, or refuse to. */
final class MemoryJournal implements TrainingJournal {
  private final Map<String, TrainingRecord> records = new ConcurrentHashMap<>();
  private final Map<String, String> requested = new ConcurrentHashMap<>();
  volatile boolean away;

  /** Writes wait for it. */
  volatile CountDownLatch writes = new CountDownLatch(0);

  @Override
  public void put(TrainingRecord training) {
    try {
      writes.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
    if (away) {
      throw new UnavailableException("the database is busy", Duration.ofSeconds(1), null);
    }
    records.put(training.id(), training);
  }

  @Override
  public synchronized TrainingRecord putOnce(TrainingRecord training, String requestId) {
    if (!requested.containsKey(requestId)) {
      put(training);
      requested.put(requestId, training.id());
    }
    return records.get(requested.get(requestId));
  }

  @Override
  public Optional<TrainingRecord> ofRequest(String requestId) {
    return Optional.ofNullable(requested.get(requestId)).map(records::get);
  }

  @Override
  public Optional<TrainingRecord> find(String id) {
    return Optional.ofNullable(records.get(id));
  }

  @Override
  public List<TrainingRecord> list() {
    return records.values().stream()
        .sorted(Comparator.comparing(TrainingRecord::createTime).reversed())
        .toList();
  }
}
