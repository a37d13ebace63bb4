package io.emkd.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a line of the log looks, in each of its formats. */
class LogFormatTest {
  private static String line(String configuration, Map<String, String> call) throws Exception {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogFormatTest.class.getResource(configuration));
    Logger logger = context.getLogger("io.emkd.grpc.wire.RefusalLog");
    LoggingEvent event =
        new LoggingEvent("", logger, Level.INFO, "{} is answered", null, new Object[] {"Call"});
    event.setMDCPropertyMap(call);
    var console =
        (OutputStreamAppender<ILoggingEvent>)
            context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console");
    return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void aLineForPeopleHasTheIdsOfItsCallWhereItHasOne() throws Exception {
    String time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} ";
    assertThat(line("/logback.xml", Map.of()))
        .matches(time + "INFO  RefusalLog Call is answered\n");
    assertThat(line("/logback.xml", Map.of("request_id", "call-8")))
        .matches(time + "INFO  RefusalLog \\[call-8] Call is answered\n");
    assertThat(line("/logback.xml", Map.of("request_id", "call-8", "trace_id", "0af7")))
        .matches(time + "INFO  RefusalLog \\[call-8 0af7] Call is answered\n");
  }

  @Test
  void aLineForProgramsIsAnObject() throws Exception {
    assertThat(line("/logback-json.xml", Map.of("request_id", "call-8")))
        .startsWith("{\"timestamp\":")
        .contains("\"level\":\"INFO\"")
        .contains("\"loggerName\":\"io.emkd.grpc.wire.RefusalLog\"")
        .contains("\"request_id\":\"call-8\"")
        .contains("\"formattedMessage\":\"Call is answered\"")
        .endsWith("}\n");
  }
}
