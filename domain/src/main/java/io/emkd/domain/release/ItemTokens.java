package io.emkd.domain.release;

import io.emkd.domain.dataset.Identifiers;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import io.emkd.domain.files.NamedFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which item each number of a network stands for, from a file of ids: item 1 in the first line. */
final class ItemTokens {
  /** Bytes of the longest id in UTF-8, with its line's end. */
  private static final long LONGEST_LINE = 4L * Identifiers.MAXIMUM_LENGTH + 2;

  private ItemTokens() {}

  /**
   * Returns the ids in the order of their numbers.
   *
   * @param itemCount how many there have to be
   * @throws InvalidInputException naming the file and the line that is wrong
   */
  static List<String> read(NamedFile file, int itemCount) {
    String expected = itemCount + " of them, one for each item of the checkpoint's tables";
    Set<String> ids = new LinkedHashSet<>();
    try {
      long size = Files.size(file.path());
      if (size > itemCount * LONGEST_LINE) {
        throw new InvalidInputException(
            "the lines of " + file.name(), "more than can be: " + size + " bytes", expected);
      }
      try (BufferedReader lines = Files.newBufferedReader(file.path(), StandardCharsets.UTF_8)) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          String field = file.name() + " line " + number;
          Violations violations = new Violations();
          Identifiers.check(violations, field, line);
          violations
              .require(ids.add(line), field, "'" + line + "'", "an id that no line before it has")
              .throwIfAny();
        }
      }
    } catch (CharacterCodingException other) {
      throw new InvalidInputException(
          file.name(), "not UTF-8", "text in UTF-8, an item's id a line");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    if (ids.size() != itemCount) {
      throw new InvalidInputException("the lines of " + file.name(), ids.size(), expected);
    }
    return List.copyOf(ids);
  }
}
