package io.emkd.tensorflow.recbole;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Shown;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * RecBole's settings, as its documentation names them.
 *
 * @param file as the caller calls the checkpoint, for messages
 */
record Settings(String file, Map<?, ?> values) {
  String text(String key) {
    if (values.get(key) instanceof String text) {
      return text;
    }
    throw refused(key, "text");
  }

  /** Returns a number of a setting, which has to be within the range of an int. */
  int integer(String key) {
    if (values.get(key) instanceof Number number && number.longValue() == number.doubleValue()) {
      long value = number.longValue();
      if (value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE) {
        return (int) value;
      }
    }
    throw refused(key, "a whole number");
  }

  double number(String key) {
    if (values.get(key) instanceof Number number) {
      return number.doubleValue();
    }
    throw refused(key, "a number");
  }

  /** Returns what settings make; what is wrong with them names the checkpoint. */
  <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (InvalidInputException wrong) {
      throw wrong.violations().get(0).field().startsWith(file) ? wrong : wrong.within(file);
    }
  }

  InvalidInputException refused(String key, String valid) {
    return new InvalidInputException(file + " config." + key, shown(values.get(key)), valid);
  }

  private static String shown(@Nullable Object value) {
    return value instanceof String text
        ? Shown.quoted(text)
        : value instanceof Number || value instanceof Boolean
            ? String.valueOf(value)
            : value == null ? "missing" : "something else";
  }
}
