package io.emkd.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The films of the generated shop. Every genre has the same number of series, of three parts each,
 * and the same number of short films. All parts of a genre's r-th series have the popularity 1/r.
 * Its short films are equally rare: all of them together are as popular as one part of each of its
 * series.
 */
final class FilmCatalogue {
  private static final List<String> GENRES =
      List.of("Space", "Detective", "Western", "Romance", "Horror", "Comedy");
  private static final List<String> SERIES =
      List.of("Lighthouse", "Caravan", "Orchard", "Cathedral", "Glacier", "Harbour");
  private static final List<String> PARTS = List.of("", ": The Return", ": Last Light");
  private static final List<String> KINDS = List.of("Opening", "Sequel", "Finale");
  private static final int SHORTS = 40;

  private final List<Film> films = new ArrayList<>();

  FilmCatalogue() {
    for (int genre = 0; genre < GENRES.size(); genre++) {
      double total = 0;
      for (int series = 0; series < SERIES.size(); series++) {
        double popularity = 1.0 / (series + 1);
        total += popularity;
        for (int part = 0; part < PARTS.size(); part++) {
          add(
              GENRES.get(genre) + " " + SERIES.get(series) + PARTS.get(part),
              genre,
              genre * SERIES.size() + series,
              part,
              popularity);
        }
      }
      for (int s = 1; s <= SHORTS; s++) {
        add(GENRES.get(genre) + " Short " + s, genre, Film.NONE, Film.NONE, total / SHORTS);
      }
    }
  }

  private void add(String title, int genre, int series, int part, double popularity) {
    films.add(new Film(films.size() + 1, title, genre, series, part, popularity));
  }

  /** In the order of their numbers. */
  List<Film> films() {
    return Collections.unmodifiableList(films);
  }

  Film film(int number) {
    return films.get(number - 1);
  }

  int size() {
    return films.size();
  }

  /** What is told of a film beside its title: its genre, and which kind of film it is. */
  List<String> attributes(Film film) {
    return List.of(GENRES.get(film.genre()), film.isShort() ? "Short" : KINDS.get(film.part()));
  }
}
