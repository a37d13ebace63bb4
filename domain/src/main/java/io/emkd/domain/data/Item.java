package io.emkd.domain.data;

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
  public Item {
    Violations violations = new Violations();
    Identifiers.check(violations, "item_id", id);
    for (String attribute : attributes) {
      Identifiers.check(violations, "attribute of item " + id, attribute);
    }
    violations.throwIfAny();
    attributes = List.copyOf(new LinkedHashSet<>(attributes));
  }
}
