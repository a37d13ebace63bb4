package io.emkd.server;

import io.emkd.domain.recommendation.Exposure;
import io.emkd.domain.recommendation.ExposureLog;

/**
 * Tells exposures on from when this server is open: what it asks itself before nobody was shown.
 */
final class Exposures implements ExposureLog, AutoCloseable {
  private final ExposureLog log;
  private volatile boolean open;

  Exposures(ExposureLog log) {
    this.log = log;
  }

  void open() {
    open = true;
  }

  @Override
  public void answered(Exposure exposure) {
    if (open) {
      log.answered(exposure);
    }
  }

  @Override
  public void close() throws Exception {
    if (log instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
