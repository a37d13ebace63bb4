package io.emkd.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExposureTargetTest {
  @Test
  void aTopicAndAFormatAreSaid() {
    assertThat(ExposureTarget.parse("kafka://a:9092,b:9093/shown"))
        .isEqualTo(new ExposureTarget("a:9092,b:9093", "shown", EventFormat.JSON));
    assertThat(ExposureTarget.parse("kafka://a:1/shown?format=protobuf").format())
        .isEqualTo(EventFormat.PROTOBUF);
  }

  @ParameterizedTest
  @CsvSource({
    "logs, log or kafka://HOST:PORT/TOPIC",
    "kafka://a/shown, exposures is 'a' but",
    "kafka://a:1/, exposures is '' but",
    "kafka://a:1/shown?group=g, given with format alone",
    "kafka://a:1/shown?format=avro, json or protobuf"
  })
  void whatCannotBeMeantIsRefusedByTheSettingsName(String url, String message) {
    assertThatThrownBy(() -> ExposureTarget.parse(url))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("exposures is ")
        .hasMessageContaining(message);
  }
}
