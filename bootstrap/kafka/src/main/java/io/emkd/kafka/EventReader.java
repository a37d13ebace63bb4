package io.emkd.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import io.emkd.domain.dataset.AppendInteractions;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.v1.Interaction;
import java.io.IOException;
import java.util.OptionalDouble;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes events of records, and says of others why they are none. */
final class EventReader {
  /** JsonFormat reads on as if nothing was there where a text goes on, or names a field twice. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final JsonFormat.Parser FIELDS = JsonFormat.parser().ignoringUnknownFields();

  private final EventFormat format;
  private final AppendInteractions append;

  EventReader(EventFormat format, AppendInteractions append) {
    this.format = format;
    this.append = append;
  }

  /**
   * @throws InvalidInputException if it is no event, or not one that may be appended
   */
  InteractionEvent event(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (value == null) {
      throw new InvalidInputException("value", "absent", "an interaction");
    }
    return append.checked(
        draft(format == EventFormat.JSON ? json(value) : binary(value), record.timestamp()));
  }

  private static Interaction json(byte[] value) {
    try {
      JsonNode object = STRICT.readTree(value);
      if (!object.isObject()) {
        throw unreadable("no object", "one JSON object");
      }
      Interaction.Builder interaction = Interaction.newBuilder();
      FIELDS.merge(object.toString(), interaction);
      return interaction.build();
    } catch (InvalidProtocolBufferException foreign) {
      throw unreadable(
          "no interaction (" + foreign.getMessage() + ")", "a JSON object of an interaction");
    } catch (IOException broken) {
      throw unreadable("no JSON (" + firstLine(broken) + ")", "one JSON object");
    }
  }

  private static Interaction binary(byte[] value) {
    try {
      return Interaction.parseFrom(value);
    } catch (InvalidProtocolBufferException broken) {
      throw unreadable(
          "no such message (" + broken.getMessage() + ")",
          "a message emkd.v1.Interaction of protobuf");
    }
  }

  private static InvalidInputException unreadable(String what, String valid) {
    return new InvalidInputException("value", what, valid);
  }

  /** The others say where in Java it was read. */
  private static String firstLine(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * @param sent when the record was, by Kafka: what an event that has no time happened at
   */
  private static AppendInteractions.Draft draft(Interaction interaction, long sent) {
    if (interaction.hasTime() && !Timestamps.isValid(interaction.getTime())) {
      throw new InvalidInputException("time", "out of range", "between 1970 and a day from now");
    }
    if (Double.isNaN(interaction.getWeight())) {
      throw new InvalidInputException("weight", "NaN", "a finite number");
    }
    return new AppendInteractions.Draft(
        interaction.getUserId(),
        interaction.getItemId(),
        interaction.hasTime()
            ? OptionalDouble.of(seconds(interaction.getTime()))
            : sent < 0 ? OptionalDouble.empty() : OptionalDouble.of(sent / 1000.0),
        interaction.hasWeight() ? interaction.getWeight() : Double.NaN,
        interaction.getType(),
        interaction.getEventId());
  }

  private static double seconds(Timestamp time) {
    return time.getSeconds() + time.getNanos() / 1e9;
  }
}
