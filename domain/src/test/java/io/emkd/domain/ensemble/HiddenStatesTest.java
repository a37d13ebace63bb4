package io.emkd.domain.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HiddenStatesTest {
  /** Two networks, two sequences of three positions, two numbers each. */
  private final HiddenStates states =
      new HiddenStates(
          new float[][] {
            {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
            {-1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12}
          },
          2,
          3);

  @Test
  void theLastPositionOfEachSequenceIsFoundInEachNetwork() {
    assertThat(states.last(0)).isDeepEqualTo(new float[][] {{5, 6}, {-5, -6}});
    assertThat(states.last(1)).isDeepEqualTo(new float[][] {{11, 12}, {-11, -12}});
  }

  @Test
  void whatIsNoWholeNumberOfVectorsIsRefused() {
    assertThatThrownBy(() -> new HiddenStates(new float[][] {new float[7]}, 2, 3))
        .hasMessageContaining("[2, 3, d]");
  }
}
