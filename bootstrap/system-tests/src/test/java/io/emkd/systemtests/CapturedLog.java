package io.emkd.systemtests;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What a server in this process logs, from here on. */
final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger own = (Logger) LoggerFactory.getLogger("io.emkd");
  private final Logger netty = (Logger) LoggerFactory.getLogger("io.netty");
  private final Level rootBefore = root.getLevel();
  private final Level ownBefore = own.getLevel();
  private final Level nettyBefore = netty.getLevel();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private int seen;

  CapturedLog() {
    setContext(root.getLoggerContext());
    start();
    root.addAppender(this);
  }

  /** With all that EMKD_LOG_LEVEL=DEBUG would show. */
  CapturedLog atDebug() {
    root.setLevel(Level.DEBUG);
    own.setLevel(Level.DEBUG);
    // Another test's file of settings may have set it.
    netty.setLevel(null);
    return this;
  }

  @Override
  protected void append(ILoggingEvent event) {
    StringBuilder line = new StringBuilder();
    line.append(event.getLevel()).append(' ').append(event.getLoggerName()).append(' ');
    line.append(event.getFormattedMessage());
    for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
      line.append(' ').append(cause.getMessage());
    }
    lines.add(line.toString());
  }

  List<String> lines() {
    return lines;
  }

  /** The lines of the audit log. */
  List<String> audited() {
    return lines.stream().filter(line -> line.matches("(?s)\\w+ audit .*")).toList();
  }

  /** Waits for a line, after the one that was waited for before, with this in it. */
  void await(String part) throws InterruptedException {
    for (int tenth = 0; tenth < 10 * PATIENCE_SECONDS; tenth++) {
      while (seen < lines.size()) {
        if (lines.get(seen++).contains(part)) {
          return;
        }
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no line with '" + part + "' in " + lines);
  }

  @Override
  public void close() {
    root.detachAppender(this);
    root.setLevel(rootBefore);
    own.setLevel(ownBefore);
    netty.setLevel(nettyBefore);
  }
}
