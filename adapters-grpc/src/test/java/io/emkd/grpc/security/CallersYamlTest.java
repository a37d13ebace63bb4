package io.emkd.grpc.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file of callers. */
class CallersYamlTest {
  private static final String HASH = Digests.sha256Hex("secret".getBytes(StandardCharsets.UTF_8));

  private static KnownCallers read(String text) {
    return CallersYaml.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aCallerIsKnownByTheHashOfItsToken() {
    KnownCallers callers =
        read(
            "- {name: shop, token_sha256: '%s', roles: [recommend], models: [films]}"
                .formatted(HASH));
    Caller caller =
        callers
            .ofTokenHash(Digests.sha256("secret".getBytes(StandardCharsets.UTF_8)))
            .orElseThrow();
    assertThat(caller)
        .isEqualTo(
            new Caller(
                "shop",
                "token",
                new Rights(
                    Set.of(CallerRole.RECOMMEND), Optional.of(Set.of("films")), Optional.empty())));
    assertThat(callers.ofTokenHash(Digests.sha256(new byte[0]))).isEmpty();
  }

  @Test
  void rightsAreThoseOfTheRoleAndOfWhatIsListed() {
    Rights rights =
        new Rights(Set.of(CallerRole.TRAIN), Optional.of(Set.of("films")), Optional.empty());
    assertThat(rights.hasOneOf(Set.of(CallerRole.TRAIN, CallerRole.EVALUATE))).isTrue();
    assertThat(rights.hasOneOf(Set.of(CallerRole.ADMIN))).isFalse();
    assertThat(Rights.ALL.hasOneOf(Set.of(CallerRole.INGEST))).isTrue();
    assertThat(rights.coverModel("films")).isTrue();
    assertThat(rights.coverModel("books")).isFalse();
    assertThat(rights.coverDataset("anything")).isTrue();
  }

  @Test
  void anEmptyListCoversNothing() {
    KnownCallers callers =
        read("- {name: shop, certificate: 'CN=shop', roles: [recommend], models: []}");
    assertThat(callers.certificates().get(0).caller().rights().coverModel("films")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing | tokens is something else",
        "- x | tokens[0] is something else",
        "- {name: a, roles: [recommend]} | tokens[0] is without token_sha256 and certificate",
        "- {name: a, roles: [cook], certificate: CN=a} | tokens[0].roles is 'cook' but must be one of recommend, ingest, evaluate, train, admin",
        "- {name: a, certificate: CN=a} | tokens[0].roles is empty",
        "- {name: a b, roles: [train], certificate: CN=a} | tokens[0].name is 'a b'",
        "- {name: 7, roles: [train], certificate: CN=a} | tokens[0].name is something else but must be a text",
        "- {name: a, roles: [train], certificate: a} | tokens[0].certificate is 'a'",
        "- {name: a, roles: [train], certificate: CN=a, models: films} | tokens[0].models is something else but must be a list",
        "- {name: a, roles: [train], certificate: CN=a, models: [7]} | tokens[0].models is something else but must be a list of texts",
        "- {name: a, roles: [train], certificate: CN=a, modles: [b]} | tokens[0] is 'modles' but must be one of",
        "'- {name: a, name: b}' | YAML: found duplicate key name",
        "'- [a' | tokens is unreadable at line 1"
      })
  void whatIsWrongIsToldWithItsPlace(String text, String told) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(told);
  }

  @Test
  void aTokenInThePlaceOfItsHashIsNotRepeated() {
    assertThatThrownBy(() -> read("- {name: a, roles: [train], token_sha256: emkd_verysecret}"))
        .hasMessageContaining("tokens[0].token_sha256 is something else")
        .hasMessageNotContaining("verysecret");
  }

  @Test
  void oneTokenIsOneCallers() {
    String entry = "- {name: %s, roles: [train], token_sha256: '" + HASH + "'}\n";
    assertThatThrownBy(() -> read(entry.formatted("a") + entry.formatted("b")))
        .hasMessageContaining("tokens[1].token_sha256 is that of another entry");
  }
}
