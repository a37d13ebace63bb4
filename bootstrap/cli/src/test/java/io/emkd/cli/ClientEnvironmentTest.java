package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a client's command, which does not know the server's settings, says of the environment. */
class ClientEnvironmentTest {
  @Test
  void settingsOfTheServerPassForNothingElse() {
    assertThat(
            EnvironmentNames.warning(
                Map.of(
                    "EMKD_ROLES", "training",
                    "EMKD_HOST", "0.0.0.0",
                    "EMKD_TLS_KEY", "server.key",
                    "EMKD_TLS_CERTIFICATE", "server.crt",
                    "EMKD_TLS_CLIENT_CA", "ca.crt",
                    "EMKD_TOKENS", "tokens.yml")))
        .isEmpty();
  }

  @Test
  void aMisspeltNameIsTold() {
    assertThat(EnvironmentNames.warning(Map.of("EMKD_TOKENFILE", "x", "EMKD_TLS_AC", "x")))
        .isEqualTo(
            "emkd: nothing reads the environment's EMKD_TLS_AC (EMKD_TLS_CA?),"
                + " EMKD_TOKENFILE (EMKD_TOKEN_FILE?)");
  }
}
