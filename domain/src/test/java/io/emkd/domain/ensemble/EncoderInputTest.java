package io.emkd.domain.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EncoderInputTest {
  @Test
  void isTheEndOfTheHistoryThenTheMaskToken() {
    assertThat(EncoderInput.after(new int[] {1, 2, 3, 4}, 3, 9).items()).containsExactly(3, 4, 9);
  }

  @Test
  void isPaddedOnTheLeft() {
    assertThat(EncoderInput.after(new int[] {1}, 4, 9).items()).containsExactly(0, 0, 1, 9);
    assertThat(EncoderInput.after(new int[0], 2, 9).items()).containsExactly(0, 9);
  }

  @Test
  void refusesWhatDoesNotAskForTheLastPosition() {
    assertThatThrownBy(() -> new EncoderInput(new int[0])).hasMessageContaining("mask token");
    assertThatThrownBy(() -> new EncoderInput(new int[] {1, 0})).hasMessageContaining("mask token");
  }
}
