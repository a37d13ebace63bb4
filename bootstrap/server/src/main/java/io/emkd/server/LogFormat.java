package io.emkd.server;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/** How the log is written: lines for people, which is what logback.xml says, or JSON. */
final class LogFormat {
  static final String JSON = "json";

  private LogFormat() {}

  /**
   * @param format {@code text} or {@code json}
   */
  static void use(String format) {
    if (!format.equals(JSON)) {
      return;
    }
    LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();
    URL configuration = Objects.requireNonNull(LogFormat.class.getResource("/logback-json.xml"));
    log.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(log);
    try {
      configurator.doConfigure(configuration);
    } catch (JoranException ownFault) {
      throw new IllegalStateException(ownFault);
    }
  }
}
