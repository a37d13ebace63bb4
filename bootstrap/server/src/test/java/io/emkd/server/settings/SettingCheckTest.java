package io.emkd.server.settings;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What settings may be, without a server. */
class SettingCheckTest {
  private static ApplicationContext context(Map<String, Object> given) {
    Map<String, Object> all = new HashMap<>(Settings.defaults());
    all.putAll(given);
    ApplicationContext context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .eagerInitSingletons(false)
            .propertySources(PropertySource.of("given", all, Integer.MAX_VALUE))
            .build();
    context.getEnvironment().start();
    return context;
  }

  private static void check(Map<String, Object> given) {
    try (ApplicationContext context = context(given)) {
      SettingCheck.check(context.getEnvironment());
    }
  }

  @Test
  void theDefaultsCanBe() {
    check(Map.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "emkd.port | x | port is 'x' but must be a whole number of at most 2147483647",
        "emkd.port | 70000 | port is 70000 but must be 0, for a free one, to 65535",
        "emkd.port | -1 | port is -1 but must be 0, for a free one, to 65535",
        "emkd.metrics-port | -2 | metrics_port is -2 but must be -1, for a free one, to 65535",
        "emkd.versions-kept | 4294967297 | versions_kept is '4294967297' but must be a whole number of at most 2147483647",
        "emkd.versions-in-memory | 0 | versions_in_memory is 0 but must be at least 1",
        "emkd.resume-trainings | ture | resume_trainings is 'ture' but must be true or false",
        "emkd.warm-up | -1s | warm_up is PT-1S but must be a duration, e.g. 1s, or 0s for none",
        "emkd.warm-up | soon | warm_up is 'soon' but must be a duration, e.g. 500ms",
        "emkd.index-recall | most | index_recall is 'most' but must be a number",
        "emkd.roles | serving,cooking | roles is 'serving,cooking' but must be serving, training, or both with a comma",
        "emkd.database-url | jdbc:mysql://db/x | database_url is 'jdbc:mysql://db/x' but must be jdbc:postgresql://HOST:PORT/DATABASE",
        "emkd.database-connections | 3 | database_connections is 3 but must be at least 4",
        "emkd.database-timeout | 0s | database_timeout is PT0S but must be a duration above 0, e.g. 30s",
        "emkd.shared-dir | gs://bucket/x | shared_dir is 'gs://bucket/x' but must be a directory or s3://BUCKET/PREFIX",
        "emkd.s3-endpoint | localhost:9000 | s3_endpoint is 'localhost:9000' but must be http://HOST:PORT or https://HOST:PORT",
        "emkd.s3-region | not a region | s3_region is 'not a region' but must be as eu-central-1",
        "emkd.limits.connections | 0 | limits.connections is 0 but must be at least 1",
        "emkd.limits.handshake-time | 0s | limits.handshake_time is PT0S but must be a time, as 10s"
      })
  void whatASettingMayNotBeIsToldWithItsNameItsValueAndWhatItMayBe(
      String key, String value, String message) {
    assertThatThrownBy(() -> check(Map.of(key, value)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                check(
                    Map.of("emkd.port", "x", "emkd.warm-up", "-1s", "emkd.limits.connections", 0)))
        .hasMessageContaining("port is 'x'")
        .hasMessageContaining("warm_up is PT-1S")
        .hasMessageContaining("limits.connections is 0");
  }
}
