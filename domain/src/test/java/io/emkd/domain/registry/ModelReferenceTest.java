package io.emkd.domain.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReferenceTest {
  @Test
  void namesAModelAVersionOrALabel() {
    assertThat(ModelReference.parse("shop")).isEqualTo(new ModelReference("shop", 0));
    assertThat(ModelReference.parse("shop@3")).isEqualTo(new ModelReference("shop", 3));
    assertThat(ModelReference.parse("shop@stable"))
        .isEqualTo(new ModelReference("shop", 0, "stable"));
    assertThat(ModelReference.parse("shop").isServing()).isTrue();
    assertThat(ModelReference.parse("shop@stable").isServing()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop", "shop@3", "shop@stable", "a.b_c-9@999999999"})
  void isWrittenAsItIsRead(String text) {
    assertThat(ModelReference.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "@", "@1", "Shop", "shop@", "shop@0", "shop@01", "shop@1000000000", "shop@A"})
  void refusesWhatNamesNothing(String text) {
    assertThatThrownBy(() -> ModelReference.parse(text))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            invalid -> assertThat(invalid.violations().get(0).field()).isEqualTo("model"));
  }
}
