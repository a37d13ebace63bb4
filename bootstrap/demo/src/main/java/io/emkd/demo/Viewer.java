package io.emkd.demo;

import java.util.BitSet;
import java.util.Optional;

/**
 * Where a viewer stands, which follows from the films that were seen. A viewer follows at most one
 * series at a time, and each film is one of three things:
 *
 * <ul>
 *   <li>while a series is followed, a later part of it: the viewer goes on with the series;
 *   <li>while none is, the first part of any series: the viewer begins it, and its genre becomes
 *       the viewer's taste;
 *   <li>anything else: an aside. A series that is followed waits meanwhile, and the aside's genre
 *       becomes the taste.
 * </ul>
 *
 * A series is followed until no part of it is left to be seen.
 */
final class Viewer {
  /** What decides a viewer's next film. */
  enum Moment {
    /** A series is followed, and its latest part was the last film. */
    WITHIN_SERIES,
    /** A series is followed, and the last film was an aside. */
    AFTER_ASIDE,
    /** No series is followed. */
    BETWEEN_SERIES
  }

  private final FilmCatalogue catalogue;
  private final BitSet seen = new BitSet();
  private Optional<Film> turn = Optional.empty();
  private int series = Film.NONE;
  private int part = Film.NONE;
  private boolean aside;

  /** One who has seen nothing. */
  Viewer(FilmCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * @param history film numbers, oldest first
   */
  static Viewer after(int[] history, FilmCatalogue catalogue) {
    Viewer viewer = new Viewer(catalogue);
    for (int number : history) {
      viewer.see(catalogue.film(number));
    }
    return viewer;
  }

  void see(Film film) {
    boolean follows = series != Film.NONE;
    boolean goesOn = follows && film.series() == series && film.part() > part;
    boolean begins = !follows && film.opensSeries();
    seen.set(film.number());
    aside = !goesOn && !begins;
    if (!goesOn) {
      turn = Optional.of(film);
    }
    if (!aside) {
      series = film.series();
      part = film.part();
    }
    if (nextPart().isEmpty()) {
      series = Film.NONE;
    }
  }

  Moment moment() {
    if (series == Film.NONE) {
      return Moment.BETWEEN_SERIES;
    }
    return aside ? Moment.AFTER_ASIDE : Moment.WITHIN_SERIES;
  }

  boolean hasSeen(Film film) {
    return seen.get(film.number());
  }

  /** The film whose genre is the taste: the last one that did not go on with a series. */
  Optional<Film> turn() {
    return turn;
  }

  /** A genre; NONE if nothing was seen. */
  int taste() {
    return turn.map(Film::genre).orElse(Film.NONE);
  }

  /** The first later part of the followed series that was not seen. */
  Optional<Film> nextPart() {
    if (series == Film.NONE) {
      return Optional.empty();
    }
    return catalogue.films().stream()
        .filter(film -> film.series() == series && film.part() > part && !hasSeen(film))
        .findFirst();
  }
}
