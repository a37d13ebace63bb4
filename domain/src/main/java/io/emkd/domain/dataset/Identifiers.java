package io.emkd.domain.dataset;

import io.emkd.domain.error.Shown;
import io.emkd.domain.error.Violations;
import java.util.List;

/** What an id of the caller may look like. */
public final class Identifiers {
  public static final int MAXIMUM_LENGTH = 256;

  private Identifiers() {}

  /** Records a violation unless {@code id} has 1 to 256 characters, none of them a control. */
  public static void check(Violations violations, String field, String id) {
    if (!isValid(id)) {
      refuse(violations, field, id);
    }
  }

  /** Checks each of a repeated field, which violations name by its index. */
  public static void checkAll(Violations violations, String field, List<String> ids) {
    for (int i = 0; i < ids.size(); i++) {
      if (!isValid(ids.get(i))) {
        refuse(violations, field + "[" + i + "]", ids.get(i));
      }
    }
  }

  private static boolean isValid(String id) {
    if (id.isEmpty() || id.length() > MAXIMUM_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (Character.isISOControl(id.charAt(i))) {
        return false;
      }
    }
    return isWhole(id);
  }

  /**
   * Whether no half of a surrogate pair stands alone: stored, it would become another character.
   */
  static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static void refuse(Violations violations, String field, String id) {
    violations.require(
        false,
        field,
        Shown.quoted(id),
        "1 to "
            + MAXIMUM_LENGTH
            + " characters without control characters and halves of surrogate pairs");
  }
}
