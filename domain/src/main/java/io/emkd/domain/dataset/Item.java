package io.emkd.domain.dataset;

import io.emkd.domain.error.Shown;
import io.emkd.domain.error.Violations;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * An item as its owner describes it.
 *
 * @param id the caller's id, 1 to 256 characters
 * @param title for display; may be empty
 * @param attributes in order of first mention; a repeated attribute counts once
 */
public record Item(String id, String title, List<String> attributes) {
  /** Attributes that an item may have. */
  public static final int MOST_ATTRIBUTES = 10_000;

  /** Characters of a title that is new; stored ones of older releases may be longer. */
  public static final int LONGEST_TITLE = 10_000;

  /** What a new title must be, for messages. */
  public static final String TITLE =
      "at most " + LONGEST_TITLE + " characters without NUL and halves of surrogate pairs";

  /** Whether answers, and files of an export, can hold a title that is new. */
  public static boolean isTitle(String title) {
    return title.length() <= LONGEST_TITLE && title.indexOf('\0') < 0 && Identifiers.isWhole(title);
  }

  public Item {
    Violations violations = new Violations();
    Identifiers.check(violations, "item_id", id);
    violations.require(
        attributes.size() <= MOST_ATTRIBUTES,
        "attributes of item " + Shown.name(id),
        attributes.size() + " of them",
        "at most " + MOST_ATTRIBUTES);
    violations.throwIfAny();
    for (String attribute : attributes) {
      Identifiers.check(violations, "attribute of item " + id, attribute);
    }
    violations.throwIfAny();
    attributes = List.copyOf(new LinkedHashSet<>(attributes));
  }
}
