package io.emkd.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.emkd.domain.dataset.AppendInteractions;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReaderTest {
  private static final long SENT_MILLIS = 5_500;

  /** Checks, and has nowhere to append to. */
  private final AppendInteractions append =
      new AppendInteractions(null, Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC));

  private InteractionEvent read(EventFormat format, byte[] value) {
    return new EventReader(format, append)
        .event(
            new ConsumerRecord<>(
                "views",
                0,
                7,
                SENT_MILLIS,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                value,
                new RecordHeaders(),
                Optional.empty()));
  }

  private InteractionEvent json(String text) {
    return read(EventFormat.JSON, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anObjectHasTheFieldsOfTheProtocolByEitherOfTheirNamesAndMayHaveOthers() {
    InteractionEvent whole =
        new InteractionEvent(new Interaction("ann", "tea", 10.5, 4.5, "rating"), "e1");
    assertThat(
            json(
                "{\"user_id\": \"ann\", \"item_id\": \"tea\", \"time\": \"1970-01-01T00:00:10.5Z\","
                    + " \"weight\": 4.5, \"type\": \"rating\", \"event_id\": \"e1\", \"page\": {}}"))
        .isEqualTo(whole);
    assertThat(
            json(
                "{\"userId\": \"ann\", \"itemId\": \"tea\", \"time\": \"1970-01-01T00:00:10.5Z\","
                    + " \"weight\": 4.5, \"type\": \"rating\", \"eventId\": \"e1\"}"))
        .isEqualTo(whole);
  }

  @Test
  void anEventWithoutATimeHappenedWhenItsRecordWasSent() {
    assertThat(json("{\"user_id\": \"ann\", \"item_id\": 42}").interaction())
        .isEqualTo(new Interaction("ann", "42", 5.5));
  }

  @Test
  void aMessageOfProtobufIsAnEvent() {
    byte[] value =
        io.emkd.v1.Interaction.newBuilder()
            .setUserId("ann")
            .setItemId("tea")
            .setTime(Timestamp.newBuilder().setSeconds(10).setNanos(500_000_000))
            .setWeight(4.5)
            .build()
            .toByteArray();
    assertThat(read(EventFormat.PROTOBUF, value).interaction())
        .isEqualTo(new Interaction("ann", "tea", 10.5, 4.5, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | value is no object",
        "{ | value is no JSON",
        "[{}] | value is no object",
        "{\"user_id\":\"a\",\"item_id\":\"b\"}{\"user_id\":\"c\",\"item_id\":\"d\"} | value is no JSON",
        "{\"user_id\":\"a\",\"user_id\":\"b\",\"item_id\":\"c\"} | value is no JSON",
        "{\"user_id\":{},\"item_id\":\"b\"} | value is no interaction",
        "{\"user_id\":\"a\",\"item_id\":\"b\",\"time\":12} | value is no interaction",
        "{\"item_id\":\"b\"} | user_id is ",
        "{\"user_id\":\"a\"} | item_id is ",
        "{\"user_id\":\"a\",\"item_id\":\"b\",\"time\":\"2024-01-01T00:00:00Z\"} | time is ",
        "{\"user_id\":\"a\",\"item_id\":\"b\",\"weight\":\"NaN\"} | weight is ",
        "{\"user_id\":\"a\",\"item_id\":\"b\",\"weight\":\"Infinity\"} | weight is "
      })
  void whatIsNoEventIsRefusedWithItsReason(String text, String reason) {
    assertThatThrownBy(() -> json(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(reason);
  }

  @Test
  void bytesThatAreNoTextAndNoMessageAreRefusedAndSoIsNothing() {
    byte[] bytes = {'"', (byte) 0xc3, '"'};
    assertThatThrownBy(() -> read(EventFormat.JSON, bytes))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> read(EventFormat.PROTOBUF, bytes))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("value is no such message");
    assertThatThrownBy(() -> read(EventFormat.PROTOBUF, null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("value is absent");
  }
}
