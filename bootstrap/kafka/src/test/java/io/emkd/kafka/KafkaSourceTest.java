package io.emkd.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaSourceTest {
  @Test
  void whatIsNotSaidIsJsonAndATopicOfDeadLettersBesideThatOfTheEvents() {
    assertThat(KafkaSource.parse("kafka://a:9092,b:9093/views?group=shop%20one&dataset=shop"))
        .isEqualTo(
            new KafkaSource(
                "a:9092,b:9093",
                "views",
                "shop one",
                "shop",
                EventFormat.JSON,
                "views.dead-letter"));
  }

  @Test
  void formatAndTopicOfDeadLettersCanBeSaid() {
    KafkaSource source =
        KafkaSource.parse("kafka://a:1/v?dataset=d&dead-letters=bad&format=protobuf&group=g");
    assertThat(source.format()).isEqualTo(EventFormat.PROTOBUF);
    assertThat(source.deadLetters()).isEqualTo("bad");
    assertThat(source.name()).isEqualTo("g/v");
  }

  @ParameterizedTest
  @CsvSource({
    "http://a:1/v?group=g&dataset=d, 'kafka://HOST'",
    "'kafka://a b/v', 'kafka://HOST'",
    "kafka://a/v?group=g&dataset=d, events is 'a' but",
    "kafka://a:1/?group=g&dataset=d, events is '' but",
    "kafka://a:1/v/w?group=g&dataset=d, events is 'v/w' but",
    "kafka://a:1/v?dataset=d, group=GROUP",
    "kafka://a:1/v?group=g, dataset=DATASET",
    "kafka://a:1/v?group=g&dataset=D, events is 'D' but",
    "kafka://a:1/v?group=g&dataset=d&format=avro, json or protobuf",
    "kafka://a:1/v?group=g&dataset=d&dead-letters=v, another topic",
    "kafka://a:1/v?group=g&dataset=d&from=now, events is 'from=now' but",
    "kafka://a:1/v?group=g&group=h&dataset=d, each once"
  })
  void whatCannotBeMeantIsRefusedByTheSettingsName(String url, String message) {
    assertThatThrownBy(() -> KafkaSource.parse(url))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("events is ")
        .hasMessageContaining(message);
  }
}
