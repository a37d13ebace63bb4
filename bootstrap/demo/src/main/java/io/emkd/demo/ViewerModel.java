package io.emkd.demo;

import io.emkd.domain.random.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * The generator: the distribution from which a viewer's next film is drawn. Nobody sees a film
 * twice. Which kind of film comes next is drawn by the {@link Viewer}'s moment:
 *
 * <table>
 *   <caption>Probabilities</caption>
 *   <tr><th>moment</th><th>next film</th><th>probability</th></tr>
 *   <tr><td>within a series</td><td>the series' next part</td><td>0.55</td></tr>
 *   <tr><td></td><td>a short film as an aside</td><td>0.2</td></tr>
 *   <tr><td></td><td>a later part of another series as an aside</td><td>0.2</td></tr>
 *   <tr><td></td><td>any film</td><td>0.05</td></tr>
 *   <tr><td>after an aside</td><td>the waiting series' next part</td><td>0.95</td></tr>
 *   <tr><td></td><td>any film</td><td>0.05</td></tr>
 *   <tr><td>between series</td><td>the first part of a series of the viewer's taste</td><td>0.95</td></tr>
 *   <tr><td></td><td>any film</td><td>0.05</td></tr>
 * </table>
 *
 * <p>Among the films of a kind, each that was not seen has a probability in proportion to its
 * popularity; a kind of which all films were seen leaves its probability to "any film". Asides are
 * of the viewer's taste where an aside has turned it away from the series' genre, else of any genre
 * but the series' own: the asides from one series share a genre. One who has seen nothing begins a
 * series of any genre.
 *
 * <p>So three things are planted that the last film alone does not tell: which series an aside
 * interrupted; what the taste turned to some films ago, which decides the series after this one;
 * and the genre of rare short films, which their attributes tell.
 */
final class ViewerModel {
  private static final double GOES_ON = 0.55;
  private static final double SHORT_ASIDE = 0.2;
  private static final double SERIES_ASIDE = 0.2;
  private static final double COMES_BACK = 0.95;
  private static final double BEGINS = 0.95;
  private static final int SHORTEST = 10;
  private static final int LONGEST = 20;

  private final FilmCatalogue catalogue;

  ViewerModel(FilmCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * The probabilities of the film after {@code history}.
   *
   * @return [V+1] by film number; index 0 is 0
   */
  double[] next(int[] history) {
    return next(Viewer.after(history, catalogue));
  }

  private double[] next(Viewer viewer) {
    Mixture mixture = new Mixture(viewer);
    switch (viewer.moment()) {
      case WITHIN_SERIES -> {
        Film part = viewer.nextPart().orElseThrow();
        Predicate<Film> elsewhere =
            film ->
                viewer.taste() == part.genre()
                    ? film.genre() != part.genre()
                    : film.genre() == viewer.taste();
        mixture.add(GOES_ON, part::equals);
        mixture.add(SHORT_ASIDE, elsewhere.and(Film::isShort));
        mixture.add(SERIES_ASIDE, elsewhere.and(Film::isLaterPart));
      }
      case AFTER_ASIDE -> mixture.add(COMES_BACK, viewer.nextPart().orElseThrow()::equals);
      case BETWEEN_SERIES -> {
        int taste = viewer.taste();
        mixture.add(
            BEGINS, film -> film.opensSeries() && (taste == Film.NONE || film.genre() == taste));
      }
    }
    return mixture.completed();
  }

  /**
   * Sequences of 10 to 20 films, each length as likely as the others.
   *
   * @return film numbers, one sequence a viewer; that of a viewer follows from the seed and the
   *     viewer's index alone
   */
  List<int[]> sequences(int viewers, long seed) {
    List<int[]> sequences = new ArrayList<>();
    for (int v = 0; v < viewers; v++) {
      SplittableRandom random = new SplittableRandom(Seeds.mix(seed, v));
      Viewer viewer = new Viewer(catalogue);
      int[] sequence = new int[random.nextInt(SHORTEST, LONGEST + 1)];
      for (int t = 0; t < sequence.length; t++) {
        sequence[t] = draw(next(viewer), random.nextDouble());
        viewer.see(catalogue.film(sequence[t]));
      }
      sequences.add(sequence);
    }
    return sequences;
  }

  private static int draw(double[] distribution, double at) {
    double cumulated = 0;
    int possible = 0;
    for (int film = 1; film < distribution.length; film++) {
      if (distribution[film] > 0) {
        possible = film;
        cumulated += distribution[film];
        if (at < cumulated) {
          break;
        }
      }
    }
    return possible;
  }

  /** Adds up kinds of films, each with its probability. */
  private final class Mixture {
    private final Viewer viewer;
    private final double[] distribution = new double[catalogue.size() + 1];
    private double left = 1;

    Mixture(Viewer viewer) {
      this.viewer = viewer;
    }

    void add(double probability, Predicate<Film> kind) {
      List<Film> films =
          catalogue.films().stream()
              .filter(film -> !viewer.hasSeen(film) && kind.test(film))
              .toList();
      double total = films.stream().mapToDouble(Film::popularity).sum();
      films.forEach(f -> distribution[f.number()] += probability * f.popularity() / total);
      left -= films.isEmpty() ? 0 : probability;
    }

    double[] completed() {
      add(left, film -> true);
      return distribution;
    }
  }
}
