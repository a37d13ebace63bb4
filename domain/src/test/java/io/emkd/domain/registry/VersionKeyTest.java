package io.emkd.domain.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionKeyTest {
  @Test
  void isWrittenAsTheReferenceThatNamesIt() {
    VersionKey key = new VersionKey("shop", 12);
    assertThat(key).hasToString("shop@12");
    assertThat(ModelReference.parse(key.toString())).isEqualTo(key.reference());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1_000_000_000})
  void hasANumberOfAPublishedVersion(int version) {
    assertThatThrownBy(() -> new VersionKey("shop", version))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void hasAModelsName() {
    assertThatThrownBy(() -> new VersionKey("Shop", 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'Shop'");
  }
}
