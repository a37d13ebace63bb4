package io.emkd.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which settings of security go together. */
class SecuritySettingsTest {
  private static final String TLS = "tls-certificate=a,tls-key=b,";

  /**
   * @param settings {@code name=value} between commas
   */
  private static SecuritySettings settings(String settings) {
    Map<String, Object> all = new HashMap<>(Settings.defaults());
    Arrays.stream(settings.split(",", -1))
        .filter(setting -> !setting.isBlank())
        .map(setting -> setting.strip().split("=", 2))
        .forEach(setting -> all.put("emkd." + setting[0], setting[1]));
    try (ApplicationContext context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .eagerInitSingletons(false)
            .propertySources(PropertySource.of("given", all, Integer.MAX_VALUE))
            .build()) {
      context.getEnvironment().start();
      return read(context);
    }
  }

  private static SecuritySettings read(ApplicationContext context) {
    var environment = context.getEnvironment();
    return new SecuritySettings(
        environment.getRequiredProperty("emkd.host", String.class),
        environment.getRequiredProperty("emkd.insecure", Boolean.class),
        environment.getRequiredProperty("emkd.tls-certificate", String.class),
        environment.getRequiredProperty("emkd.tls-key", String.class),
        environment.getRequiredProperty("emkd.tls-client-ca", String.class),
        environment.getRequiredProperty("emkd.tls-client-required", Boolean.class),
        environment.getRequiredProperty("emkd.tokens", String.class),
        environment.getRequiredProperty("emkd.jwt-keys", String.class),
        environment.getRequiredProperty("emkd.jwt-issuer", String.class),
        environment.getRequiredProperty("emkd.jwt-audience", String.class),
        environment.getRequiredProperty("emkd.jwt-roles-claim", String.class),
        environment.getRequiredProperty("emkd.jwt-clock-skew", java.time.Duration.class),
        environment.getRequiredProperty("emkd.reflection", Boolean.class),
        environment.getRequiredProperty("emkd.reload-interval", java.time.Duration.class));
  }

  @Test
  void withoutTlsOnlyLoopbackIsListenedTo() {
    settings("").checked();
    settings("host=::1").checked();
    settings("host=0.0.0.0,insecure=true").checked();
    settings(TLS + "tokens=t").checked();
    settings(TLS + "tokens=t,host=0.0.0.0").checked();
    assertThatThrownBy(() -> settings("host=0.0.0.0").checked())
        .hasMessage(
            "host is '0.0.0.0' but must be a loopback address without TLS and callers: give"
                + " --tls-certificate, --tls-key and --tokens (or --jwt-keys), or --insecure where"
                + " something else keeps strangers away");
    assertThatThrownBy(() -> settings("host=0.0.0.0,tokens=t").checked())
        .as("tokens are secrets, too")
        .hasMessageContaining("must be a loopback address without TLS");
    assertThatThrownBy(() -> settings(TLS + "host=0.0.0.0").checked())
        .as("whom nobody tells apart may do everything")
        .hasMessageContaining("must be a loopback address without TLS and callers");
  }

  @Test
  void theAddressFollowsFromTlsAndCallers() {
    assertThat(settings("").staysOnLoopback()).isTrue();
    assertThat(settings(TLS).staysOnLoopback()).isTrue();
    assertThat(settings(TLS + "tokens=t").staysOnLoopback()).isFalse();
    assertThat(settings(TLS + "host=localhost").staysOnLoopback()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tls-certificate=a | tls_key is '' but must be given where tls_certificate is",
        "tls-key=a | tls_certificate is '' but must be given where tls_key is",
        "tls-client-ca=a,tokens=t | tls_client_ca is 'a' but must be given only with tls_certificate and tls_key",
        "tls-certificate=a,tls-key=b,tls-client-ca=c | tls_client_ca is 'c' but must be given with tokens",
        "tls-certificate=a,tls-key=b,tls-client-required=true | tls_client_required is true but must be false, or given with tls_client_ca",
        "jwt-keys=k,jwt-audience=a | jwt_issuer is '' but must be given with jwt_keys",
        "jwt-keys=k,jwt-issuer=i | jwt_audience is '' but must be given with jwt_keys",
        "jwt-keys=http://issuer.example/keys,jwt-issuer=i,jwt-audience=a | jwt_keys is 'http://issuer.example/keys' but must be a file, or a URL of https",
        "host=no such host | host is 'no such host' but must be the name or an address of this machine"
      })
  void whatDoesNotGoTogetherIsTold(String given, String told) {
    assertThatThrownBy(() -> settings(given).checked()).hasMessageContaining(told);
  }
}
