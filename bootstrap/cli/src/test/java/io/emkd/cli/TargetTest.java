package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
  @ParameterizedTest
  @CsvSource({
    "localhost:50051, localhost:50051",
    "http://localhost:50051, localhost:50051",
    "HTTP://localhost:50051/, localhost:50051",
    "dns:///emkd.shop.svc:1, emkd.shop.svc:1",
    "grpc://10.0.0.1:1, 10.0.0.1:1",
    "[::1]:50051, [::1]:50051",
    "' a_b:1 ', a_b:1"
  })
  void anAddressIsTakenAsItIsMeant(String given, String meant) {
    assertThat(Target.of(given, null)).isEqualTo(new Target(meant));
  }

  @ParameterizedTest
  @CsvSource({
    "'', with the name",
    "localhost, 'with a port, as localhost:50051'",
    "a:1:2, with one port",
    "a:b, with a port from 1 to 65535",
    "a:0, with a port from 1 to 65535",
    "a:65536, with a port from 1 to 65535",
    ":50051, with the name",
    "a b:1, with the name",
    "unix:/tmp/s, servers listen on ports",
    "jdbc://a:1, without 'jdbc'",
    "http://a:1/path, with a port from 1 to 65535"
  })
  void whatIsNoAddressIsNamedWithWhatWouldBe(String given, String valid) {
    assertThatThrownBy(() -> Target.of(given, null))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("--target is '" + given + "' but must be HOST:PORT")
        .hasMessageContaining(valid);
    if (!given.isEmpty()) {
      assertThatThrownBy(() -> Target.of(null, given)).hasMessageContaining("EMKD_TARGET is '");
    }
  }

  @Test
  void aSchemeOfTlsIsTakenAtItsWord() {
    assertThat(Target.of("https://a:1", null)).isEqualTo(new Target("a:1", true));
    assertThat(Target.of(null, "grpcs://[::1]:1/")).isEqualTo(new Target("[::1]:1", true));
    assertThat(Target.of("https://[::1]:7", null).host()).isEqualTo("::1");
    assertThat(Target.of("https://[::1]:7", null).port()).isEqualTo(7);
  }

  @Test
  void anEmptyVariableIsNone() {
    assertThat(Target.of(null, "")).isEqualTo(new Target("localhost:50051"));
    assertThat(Target.of(null, null)).isEqualTo(new Target("localhost:50051"));
  }
}
