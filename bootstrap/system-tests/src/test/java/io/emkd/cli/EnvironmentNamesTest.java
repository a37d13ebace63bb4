package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentNamesTest {
  @Test
  void aVariableThatNobodyReadsIsNamedWithTheNearestThatIsRead() {
    assertThat(
            EnvironmentNames.warning(
                Map.of("EMKD_DATADIR", "x", "EMKD_PORT", "1", "EMKD_TARGET", "x", "PATH", "x")))
        .isEqualTo("emkd: nothing reads the environment's EMKD_DATADIR (EMKD_DATA_DIR?)");
  }

  @Test
  void whatKubernetesSetsOfAServiceIsLeftAlone() {
    assertThat(
            EnvironmentNames.warning(
                Map.of(
                    "EMKD_SERVICE_HOST", "10.0.0.1",
                    "EMKD_SERVICE_PORT_GRPC", "50051",
                    "EMKD_PORT_50051_TCP_ADDR", "10.0.0.1",
                    "EMKD_PORT", "tcp://10.0.0.1:50051",
                    "EMKD_WORKERS_PORT", "tcp://10.0.0.1:50051")))
        .isEmpty();
  }

  @Test
  void aLevelThatTheLogDoesNotKnowIsRefused() {
    EnvironmentNames.requireLogLevel(Map.of("EMKD_LOG_LEVEL", "debug"));
    assertThatThrownBy(() -> EnvironmentNames.requireLogLevel(Map.of("EMKD_LOG_LEVEL", "loud")))
        .hasMessageContaining("EMKD_LOG_LEVEL is 'loud'");
  }
}
