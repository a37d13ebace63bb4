package io.emkd.demo;

/**
 * A film of the generated catalogue: a part of a series, or a short film that belongs to none.
 *
 * @param number from 1
 * @param genre a number from 0
 * @param series the number of its series from 0, or {@link #NONE}
 * @param part the number of the part from 0, or {@link #NONE}
 * @param popularity its weight wherever one of several films is drawn, above 0
 */
record Film(int number, String title, int genre, int series, int part, double popularity) {
  static final int NONE = -1;

  boolean isShort() {
    return series == NONE;
  }

  boolean opensSeries() {
    return part == 0;
  }

  boolean isLaterPart() {
    return part > 0;
  }
}
