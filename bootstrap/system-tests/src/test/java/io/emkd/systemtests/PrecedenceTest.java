package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.server.EmkdServer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecedenceTest {
  @TempDir Path folder;

  private Path file(int port) throws Exception {
    return Files.writeString(
        folder.resolve("settings.yml"),
        "emkd:\n  port: "
            + port
            + "\n  metrics-port: -1\n  http-port: -1\n  device: cpu\n  data-dir: "
            + folder.resolve("data")
            + "\n");
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aFileWinsOverTheDefaultsAndAFlagOverTheFile() throws Exception {
    int fromFile = freePort();
    int fromFlag = freePort();
    try (EmkdServer server = EmkdServer.start(Map.of(), Optional.of(file(fromFile)))) {
      assertThat(server.port()).isEqualTo(fromFile);
    }
    try (EmkdServer server =
        EmkdServer.start(Map.of("emkd.port", fromFlag), Optional.of(file(fromFile)))) {
      assertThat(server.port()).isEqualTo(fromFlag);
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> EmkdServer.start(Map.of(), Optional.of(Path.of("/none.yml"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("config is /none.yml");
  }

  @ParameterizedTest
  @CsvSource({
    "'emkd:\n  prot: 1', the key 'emkd.prot', did you mean emkd.port?",
    "'emkd:\n  metrics_port: 1', the key 'emkd.metrics_port', did you mean emkd.metrics-port?",
    "'port: 1', the key 'port', did you mean emkd.port?",
    "'emdk.port: 1', the key 'emdk.port', did you mean emkd.port?",
    "'anything: 1', the key 'anything', documented",
    "'emkd.port: 1\nemkd.port: 2', YAML: line 2, duplicate key",
    "'emkd: [', YAML: line, ''",
    "'emkd:\n\tport: 1', YAML: line 2, ''",
    "'- a', YAML, ''",
    "'just words', YAML, ''"
  })
  void aFileWithWhatIsNoSettingIsRefused(String content, String named, String hint)
      throws Exception {
    Path file = Files.writeString(folder.resolve("wrong.yml"), content);
    assertThatThrownBy(() -> EmkdServer.start(Map.of(), Optional.of(file)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("config is " + file)
        .hasMessageContaining(named)
        .hasMessageContaining(hint);
  }

  @ParameterizedTest
  @CsvSource({
    "emkd.limits.uploads-at-once, abc, limits.uploads_at_once, a whole number",
    "emkd.limits.uploads-at-once, 1.9, limits.uploads_at_once, a whole number",
    "emkd.limits.connections, 4294967297, limits.connections, 2147483647",
    "emkd.limits.transfer-idle-time, soon, limits.transfer_idle_time, a duration",
    "emkd.limits.request-memory, 1, limits.request_memory, at least 67108864",
    "emkd.versions-kept, 4294967297, versions_kept, 2147483647"
  })
  void aSettingThatWouldBeTakenForAnotherIsRefused(
      String key, String value, String named, String valid) throws Exception {
    Path file = Files.writeString(folder.resolve("typed.yml"), key + ": " + value);
    assertThatThrownBy(
            () ->
                EmkdServer.start(
                    Map.of(
                        "emkd.port",
                        0,
                        "emkd.metrics-port",
                        -1,
                        "emkd.data-dir",
                        folder.resolve("untouched").toString()),
                    Optional.of(file)))
        .hasStackTraceContaining(named + " is ")
        .hasStackTraceContaining(value)
        .hasStackTraceContaining(valid);
    assertThat(folder.resolve("untouched")).doesNotExist();
  }

  @Test
  void theLibrariesThatRunTheProcessKeepTheirSettings() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("libraries.yml"),
            "emkd.s3-region: ''\nemkd.data-dir: "
                + folder.resolve("data")
                + "\nemkd.device: cpu\nemkd.metrics-host: 127.0.0.1\n"
                + "grpc.server.keep-alive-time: 90s\nlogger.levels.io.netty: ERROR\n");
    try (EmkdServer server =
        EmkdServer.start(
            Map.of(
                "emkd.port",
                0,
                "emkd.metrics-port",
                -1,
                "emkd.http-port",
                -1,
                "emkd.warm-up",
                "0s"),
            Optional.of(file))) {
      assertThat(server.port()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "emkd.shared-dir, s3://Not_A_Bucket/x, shared_dir is 's3://Not_A_Bucket/x'",
    "emkd.shared-dir, gs://bucket/x, shared_dir is 'gs://bucket/x'",
    "emkd.s3-endpoint, localhost:9000, s3_endpoint is 'localhost:9000'",
    "emkd.s3-endpoint, http://localhost:9000, s3_endpoint is 'http://localhost:9000'",
    "emkd.versions-in-memory, 0, versions_in_memory is 0 but must be at least 1",
    "emkd.versions-kept, -1, versions_kept is -1 but must be 0",
    "emkd.versions-kept, many, versions_kept is 'many' but must be a whole number",
    "emkd.index-recall, most, index_recall is 'most' but must be a number",
    "emkd.warm-up, soon, 'warm_up is ''soon'' but must be a duration, e.g. 500ms'",
    "emkd.port, x, 'port is ''x'' but must be a whole number'",
    "emkd.port, 70000, 'port is 70000 but must be 0, for a free one, to 65535'",
    "emkd.resume-trainings, ture, resume_trainings is 'ture' but must be true or false",
    "emkd.metrics-port, x, 'metrics_port is ''x'' but must be a whole number'",
    "emkd.warm-up, -1s, warm_up is PT-1S but must be"
  })
  void aSettingThatCannotBeIsNamedBeforeAnythingIsWritten(
      String property, String value, String message) {
    assertThatThrownBy(
            () ->
                EmkdServer.start(
                    Map.of(property, value, "emkd.data-dir", folder.resolve("none").toString()),
                    Optional.empty()))
        .hasStackTraceContaining(message);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void aRegionThatCannotBeIsNamed() {
    assertThatThrownBy(
            () ->
                EmkdServer.start(
                    Map.of("emkd.shared-dir", "s3://bucket", "emkd.s3-region", "not a region"),
                    Optional.empty()))
        .hasStackTraceContaining("s3_region is 'not a region'");
  }
}
