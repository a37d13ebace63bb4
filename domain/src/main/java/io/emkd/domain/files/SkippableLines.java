package io.emkd.domain.files;

import io.emkd.domain.error.InvalidInputException;

/**
 * How many bad lines an import may skip; one more fails it.
 *
 * @param most at least 0
 */
public record SkippableLines(int most) {
  public static final SkippableLines NONE = new SkippableLines(0);

  public SkippableLines {
    if (most < 0) {
      throw new InvalidInputException("skip_bad_lines", most, "0 or more");
    }
  }
}
