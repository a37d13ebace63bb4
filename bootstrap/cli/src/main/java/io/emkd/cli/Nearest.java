package io.emkd.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What a misspelt word was meant to be. */
public final class Nearest {
  private Nearest() {}

  /** The word of fewest edits, unless they are more than a third of its letters or two. */
  public static Optional<String> to(String given, Collection<String> words) {
    return to(given, words, Math.max(2, given.length() / 3));
  }

  /**
   * @param most edits
   */
  static Optional<String> to(String given, Collection<String> words, int most) {
    String plain = plain(given);
    LevenshteinDistance distance = new LevenshteinDistance(most);
    record Candidate(String word, int edits) {}
    return words.stream()
        .map(word -> new Candidate(word, distance.apply(plain, plain(word))))
        .filter(candidate -> candidate.edits() >= 0 && candidate.edits() < plain.length())
        .min(Comparator.comparingInt(Candidate::edits))
        .map(Candidate::word);
  }

  /** {@code ; did you mean NEAREST?}, or nothing. */
  public static String hint(String given, Collection<String> words) {
    return hint(given, words, "");
  }

  /** As {@link #hint(String, Collection)}, or {@code otherwise}. */
  public static String hint(String given, Collection<String> words, String otherwise) {
    return to(given, words).map(word -> "; did you mean " + word + "?").orElse(otherwise);
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
