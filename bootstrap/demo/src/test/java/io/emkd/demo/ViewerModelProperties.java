package io.emkd.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ViewerModelProperties {
  private final FilmCatalogue catalogue = new FilmCatalogue();
  private final ViewerModel model = new ViewerModel(catalogue);

  private double probability(int[] history, Predicate<Film> films) {
    double[] next = model.next(history);
    return catalogue.films().stream().filter(films).mapToDouble(film -> next[film.number()]).sum();
  }

  @Property(tries = 50)
  void sequencesFollowFromTheSeedAndTheViewer(@ForAll long seed) {
    List<int[]> few = model.sequences(3, seed);
    assertThat(model.sequences(5, seed)).startsWith(few.toArray(int[][]::new));
    assertThat(model.sequences(3, seed + 1)).isNotEqualTo(few);
    assertThat(few.get(0)).isNotEqualTo(few.get(1));
  }

  @Property(tries = 50)
  void nobodySeesAFilmTwice(@ForAll long seed) {
    for (int[] sequence : model.sequences(5, seed)) {
      assertThat(Arrays.stream(sequence).distinct().count()).isEqualTo(sequence.length);
    }
  }

  @Property(tries = 50)
  void everyFilmThatWasNotSeenIsPossibleAndTheProbabilitiesAddUp(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 10) int length) {
    int[] history = Arrays.copyOf(model.sequences(1, seed).get(0), length);
    Viewer viewer = Viewer.after(history, catalogue);
    assertThat(probability(history, film -> true)).isCloseTo(1, within(1e-9));
    assertThat(catalogue.films())
        .allMatch(film -> (probability(history, film::equals) > 0) != viewer.hasSeen(film));
  }

  @Property(tries = 50)
  void aSeriesGoesOnAndMostSurelyAfterAnAside(@ForAll long seed) {
    int[] sequence = model.sequences(1, seed).get(0);
    for (int t = 0; t < sequence.length; t++) {
      int[] history = Arrays.copyOf(sequence, t);
      Viewer viewer = Viewer.after(history, catalogue);
      if (viewer.moment() != Viewer.Moment.BETWEEN_SERIES) {
        double goesOn = probability(history, viewer.nextPart().orElseThrow()::equals);
        assertThat(goesOn)
            .isGreaterThan(viewer.moment() == Viewer.Moment.AFTER_ASIDE ? 0.95 : 0.55)
            .isGreaterThan(probability(history, film -> true) - goesOn);
      }
    }
  }

  @Property(tries = 50)
  void theNextSeriesIsOfTheTaste(@ForAll long seed) {
    int[] sequence = model.sequences(1, seed).get(0);
    for (int t = 1; t < sequence.length; t++) {
      int[] history = Arrays.copyOf(sequence, t);
      Viewer viewer = Viewer.after(history, catalogue);
      Predicate<Film> begins = film -> film.opensSeries() && film.genre() == viewer.taste();
      if (viewer.moment() == Viewer.Moment.BETWEEN_SERIES
          && catalogue.films().stream().anyMatch(f -> begins.test(f) && !viewer.hasSeen(f))) {
        assertThat(probability(history, begins)).isGreaterThan(0.95);
      }
    }
  }

  @Property(tries = 50)
  void asidesWithinOneSeriesStayWithTheTasteThatTheFirstOneLeft(@ForAll long seed) {
    int[] sequence = model.sequences(1, seed).get(0);
    for (int t = 1; t < sequence.length; t++) {
      int[] history = Arrays.copyOf(sequence, t);
      Viewer viewer = Viewer.after(history, catalogue);
      if (viewer.moment() == Viewer.Moment.WITHIN_SERIES) {
        int genre = viewer.nextPart().orElseThrow().genre();
        double ofTheTaste =
            probability(history, film -> film.genre() != genre && film.genre() == viewer.taste());
        double ofOthers =
            probability(history, film -> film.genre() != genre && film.genre() != viewer.taste());
        if (viewer.taste() == genre) {
          assertThat(ofTheTaste).isZero();
          assertThat(ofOthers).isGreaterThan(0.4);
        } else {
          assertThat(ofTheTaste).isGreaterThan(0.4);
          assertThat(ofOthers).isLessThan(0.05);
        }
      }
    }
  }

  @Example
  void allThatIsPlantedIsInTheSequencesAsOftenAsTheProbabilitiesSay() {
    List<int[]> sequences = model.sequences(1000, 1);
    for (Viewer.Moment moment : Viewer.Moment.values()) {
      double expected = 0;
      double variance = 0;
      int found = 0;
      int cases = 0;
      for (int[] sequence : sequences) {
        int[] history = Arrays.copyOf(sequence, sequence.length - 1);
        if (Viewer.after(history, catalogue).moment() == moment) {
          double[] next = model.next(history);
          int best =
              IntStream.range(1, next.length)
                  .reduce((a, b) -> next[b] > next[a] ? b : a)
                  .orElseThrow();
          cases++;
          expected += next[best];
          variance += next[best] * (1 - next[best]);
          found += sequence[sequence.length - 1] == best ? 1 : 0;
        }
      }
      assertThat(cases).as("viewers who are %s", moment).isGreaterThan(sequences.size() / 10);
      assertThat((double) found)
          .as("of those who are %s, that saw the most probable film", moment)
          .isCloseTo(expected, within(4 * Math.sqrt(variance)));
    }
  }

  @Example
  void shortFilmsAreRareAndTheirGenreIsAnAttribute() {
    int[] counts = new int[catalogue.size() + 1];
    model.sequences(1000, 1).forEach(s -> Arrays.stream(s).forEach(film -> counts[film]++));
    assertThat(average(counts, Film::isShort) * 10)
        .isLessThan(average(counts, film -> !film.isShort()));
    for (Film one : catalogue.films()) {
      for (Film other : catalogue.films()) {
        assertThat(catalogue.attributes(one).get(0).equals(catalogue.attributes(other).get(0)))
            .isEqualTo(one.genre() == other.genre());
      }
    }
  }

  private double average(int[] counts, Predicate<Film> films) {
    return catalogue.films().stream()
        .filter(films)
        .mapToInt(film -> counts[film.number()])
        .average()
        .orElseThrow();
  }
}
