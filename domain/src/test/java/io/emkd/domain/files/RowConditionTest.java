package io.emkd.domain.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowConditionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "type in view, buy;view;true",
        "type in view, buy;sell;false",
        "type NOT IN view,buy;sell;true",
        "type not in view,buy;buy;false",
        "rating=4;4.0;true",
        "rating==4;5;false",
        "id!=9007199254740993;9007199254740992;true",
        "type!=view;;true",
      })
  void aValueIsOneOfSomeOrNoneOfThem(String condition, String value, boolean holds) {
    RowCondition parsed = RowCondition.parse(condition);
    assertThat(((RowCondition.Membership) parsed.requirement()).holds(value == null ? "" : value))
        .isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "rating>=4;4;true",
        "rating>4;4;false",
        "rating<=4;4;true",
        "rating<4;NaN;false",
        "timestamp>=2026-01-01;1767225600;true",
        "timestamp<2026-01-01T00:00:00Z;1767225600;false",
      })
  void aValueIsOnOneSideOfALimitThatIsANumberOrATime(
      String condition, double value, boolean holds) {
    RowCondition parsed = RowCondition.parse(condition);
    RowCondition.Bound bound = (RowCondition.Bound) parsed.requirement();
    assertThat(bound.holds(value)).isEqualTo(holds);
    assertThat(bound.ofTimes()).isEqualTo(condition.contains("2026"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rating", "rating>", "rating>many", "in view", "type in ,", ">4"})
  void whatIsNoConditionIsRefused(String text) {
    assertThatThrownBy(() -> RowCondition.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("where is '" + text + "'");
  }

  @Test
  void aConditionIsShownAsItWasWritten() {
    assertThat(RowCondition.parse(" rating >= 4 ")).hasToString("rating >= 4");
  }
}
