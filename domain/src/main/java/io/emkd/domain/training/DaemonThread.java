package io.emkd.domain.training;

import java.time.Duration;

/** Threads that do not hold up the end of the process. */
final class DaemonThread {
  private DaemonThread() {}

  static Thread of(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  static Thread start(String name, Runnable work) {
    Thread thread = of(name, work);
    thread.start();
    return thread;
  }

  /** False if interrupted. */
  static boolean sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
      return true;
    } catch (InterruptedException stopped) {
      return false;
    }
  }
}
