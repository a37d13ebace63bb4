package io.emkd.grpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Which of the calls that are not answered are in the log. */
class RefusalLogTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(RefusalLog.class);

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final RefusalLog refusals = new RefusalLog("emkd.v1.ItemService/UpsertItems");

  @BeforeEach
  void listen() {
    lines.start();
    LOG.addAppender(lines);
  }

  @AfterEach
  void stop() {
    LOG.detachAppender(lines);
  }

  private List<String> told() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void ofManyRefusalsTheFirstIsToldAndOfAnotherStatusItsFirst() {
    for (int call = 0; call < 1000; call++) {
      refusals.tell(Status.RESOURCE_EXHAUSTED.withDescription("the queue is full"));
    }
    refusals.tell(Status.NOT_FOUND.withDescription("dataset 'none' does not exist"));

    assertThat(told())
        .containsExactly(
            "emkd.v1.ItemService/UpsertItems is answered RESOURCE_EXHAUSTED: the queue is full",
            "emkd.v1.ItemService/UpsertItems is answered NOT_FOUND: dataset 'none' does not exist");
  }

  @Test
  void aClientThatGoesIsNoRefusalAndItsWordsMakeNoLineOfTheirOwn() {
    refusals.tell(Status.CANCELLED.withDescription("gone"));
    refusals.tell(Status.INVALID_ARGUMENT.withDescription("name is 'a\nERROR forged\u001b[0m'"));

    assertThat(told())
        .containsExactly(
            "emkd.v1.ItemService/UpsertItems is answered INVALID_ARGUMENT: name is 'a ERROR forged"
                + " [0m'");
  }
}
