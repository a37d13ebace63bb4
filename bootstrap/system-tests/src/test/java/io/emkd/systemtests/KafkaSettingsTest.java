package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused at start of a stream of events, and what a server without one is spared. */
class KafkaSettingsTest {
  private static final String RIGHT = "kafka://localhost:1/views?group=g&dataset=shop";

  @TempDir Path folder;

  private void refused(Map<String, Object> settings, String... message) {
    assertThatThrownBy(() -> TestShop.server(folder.resolve("data"), settings).close())
        .hasRootCauseInstanceOf(InvalidInputException.class)
        .rootCause()
        .hasMessageContainingAll(message);
  }

  private String file(String properties) throws Exception {
    Path file = folder.resolve("kafka.properties");
    Files.writeString(file, properties);
    return file.toString();
  }

  @Test
  void aTopicThatCannotBeMeantIsRefusedByTheSettingsName() {
    refused(Map.of("emkd.events", "http://localhost:1/views"), "events is 'http:", "kafka://HOST");
    refused(
        Map.of("emkd.events", "kafka://localhost/views?format=xml"),
        "events is 'localhost'",
        "group=GROUP",
        "dataset=DATASET",
        "events is 'xml'",
        "json or protobuf");
    refused(
        Map.of("emkd.events", "kafka://no-such-host.invalid:9092/views?group=g&dataset=shop"),
        "events is refused by Kafka's client");
  }

  @Test
  void propertiesThatKafkaWouldNotTakeAreRefusedByTheSettingsName() throws Exception {
    refused(Map.of("emkd.events-properties", "some"), "events_properties is 'some'", "with events");
    refused(
        Map.of("emkd.events", RIGHT, "emkd.events-properties", folder + "/missing"),
        "events_properties is '",
        "a file of Java properties");
    refused(
        Map.of("emkd.events", RIGHT, "emkd.events-properties", file("group.id=x\nsasl.jass=y")),
        "with the key 'group.id'",
        "with the key 'sasl.jass'");
    refused(
        Map.of("emkd.events", RIGHT, "emkd.events-properties", file("security.protocol=FAST")),
        "events_properties is refused by Kafka's client",
        "security.protocol");
  }

  @Test
  void aServerWithoutEventsLoadsNothingOfKafka() throws Exception {
    Path loaded = folder.resolve("loaded.txt");
    ServerProcess server =
        ServerProcess.start(
            folder.resolve("data"), Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded));
    server.kill();
    assertThat(Files.readString(loaded))
        .contains("io.emkd.server.EmkdServer")
        .doesNotContain("org.apache.kafka");
  }
}
