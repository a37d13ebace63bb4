package io.emkd.domain.files;

import java.util.List;

/**
 * Lines that an import skipped because they are bad.
 *
 * @param reasons those of the first hundred, each naming its file and line
 */
public record SkippedLines(int count, List<String> reasons) {
  public static final SkippedLines NONE = new SkippedLines(0, List.of());

  public SkippedLines {
    reasons = List.copyOf(reasons);
  }
}
