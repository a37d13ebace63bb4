package io.emkd.experiments.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.cli.CliException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchSpaceTest {
  private static final int DRAWS = 20_000;

  private static List<String> draws(String text) {
    RandomGenerator random = new SplittableRandom(7);
    Dimension dimension = Dimension.parse(text);
    return IntStream.range(0, DRAWS).mapToObj(i -> dimension.draw(random)).toList();
  }

  @Test
  void aChoiceIsOneOfItsValuesEachAsOften() {
    assertThat(draws("encoders=sasrec|sasrec,gru4rec|bert4rec"))
        .contains("sasrec", "sasrec,gru4rec", "bert4rec")
        .filteredOn("sasrec"::equals)
        .hasSizeBetween(DRAWS / 3 - 500, DRAWS / 3 + 500);
  }

  @Test
  void wholeBoundsGiveWholeNumbersAndAreAsLikelyAsWhatIsBetween() {
    List<String> draws = draws("max_length=20..23");
    assertThat(draws).containsOnly("20", "21", "22", "23");
    assertThat(draws).filteredOn("20"::equals).hasSizeBetween(DRAWS / 4 - 500, DRAWS / 4 + 500);
    assertThat(draws).filteredOn("23"::equals).hasSizeBetween(DRAWS / 4 - 500, DRAWS / 4 + 500);
  }

  @Test
  void aRangeIsEvenOrEvenByItsLogarithmAndStaysWithinItsBounds() {
    assertThat(draws("dropout=0.1..0.5"))
        .allSatisfy(drawn -> assertThat(Double.parseDouble(drawn)).isBetween(0.1, 0.5))
        .filteredOn(drawn -> Double.parseDouble(drawn) < 0.2)
        .hasSizeBetween(DRAWS / 4 - 500, DRAWS / 4 + 500);
    assertThat(draws("learning_rate=0.0001..0.01:log"))
        .allSatisfy(drawn -> assertThat(drawn).matches("0\\.0\\d+"))
        .allSatisfy(drawn -> assertThat(Double.parseDouble(drawn)).isBetween(0.0001, 0.01))
        .filteredOn(drawn -> Double.parseDouble(drawn) < 0.001)
        .hasSizeBetween(DRAWS / 2 - 500, DRAWS / 2 + 500);
  }

  @Test
  void theSameSeedDrawsTheSameAndMoreTrialsBeginWithTheFewer() {
    SearchSpace space =
        SearchSpace.parse(List.of("dropout=0.1..0.5", "hidden_size=32|64"), Map.of());
    List<Map<String, String>> few = space.draw(5, 1);
    assertThat(few).hasSize(5).doesNotHaveDuplicates().startsWith(Map.of());
    assertThat(space.draw(9, 1).subList(0, 5)).isEqualTo(few);
    assertThat(space.draw(5, 2)).isNotEqualTo(few);
  }

  @Test
  void aSpaceOfFewSettingsIsExhaustedRatherThanDrawnFromForEver() {
    SearchSpace space = SearchSpace.parse(List.of("heads=1|2", "blocks=1..2"), Map.of());
    assertThat(space.draw(100, 1)).hasSize(5).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dropout",
        "=1|2",
        "dropout=0.1",
        "dropout=0.1|",
        "dropout=0.1|0.1",
        "dropout=low..high",
        "dropout=0.5..0.1",
        "dropout=0.1..0.1",
        "learning_rate=0..1:log"
      })
  void whatIsNoSpaceIsRefused(String text) {
    assertThatThrownBy(() -> Dimension.parse(text))
        .isInstanceOf(CliException.class)
        .hasMessageStartingWith("--space is '" + text + "' but ");
  }

  @Test
  void aSettingThatIsSetOrSearchedTwiceIsRefused() {
    assertThatThrownBy(() -> SearchSpace.parse(List.of("epochs=1|2"), Map.of()))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("epochs");
    assertThatThrownBy(() -> SearchSpace.parse(List.of("heads=1|2"), Map.of("heads", "2")))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("--space has heads, which is given twice");
    assertThatThrownBy(() -> SearchSpace.parse(List.of("heads=1|2", "heads=1|4"), Map.of()))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("given twice");
  }

  @Test
  void aValueThatIsNoneOfItsOptionIsRefusedBeforeAnythingIsTrained() {
    SearchSpace space = SearchSpace.parse(List.of("hiden_size=32|64"), Map.of());
    assertThatThrownBy(() -> space.draw(3, 1))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("hidden_size");
  }

  @ParameterizedTest
  @CsvSource({"1, 24, 3", "2, 24, 8", "3, 24, 24", "1, 4, 1", "2, 4, 1", "3, 1, 1"})
  void eachRoundHasItsShareOfTheEpochsAndAtLeastOne(int round, int all, int epochs) {
    assertThat(new Rounds(3, 3).epochs(round, all)).isEqualTo(epochs);
  }

  @Test
  void oneInKeepGoesOnAndAtLeastOne() {
    assertThat(new Rounds(3, 3).goOn(9)).isEqualTo(3);
    assertThat(new Rounds(3, 3).goOn(10)).isEqualTo(4);
    assertThat(new Rounds(3, 3).goOn(1)).isEqualTo(1);
  }
}
