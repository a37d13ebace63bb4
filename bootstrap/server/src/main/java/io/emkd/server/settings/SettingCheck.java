package io.emkd.server.settings;

import io.emkd.domain.error.Violations;
import io.micronaut.context.env.Environment;
import io.micronaut.validation.validator.Validator;
import jakarta.validation.ConstraintViolation;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Refuses settings that are not of their type, or not what its constraints say. Micronaut names
 * such only in the midst of a long message, one after the other, or takes them in silence: it cuts
 * numbers that an int does not hold, takes a misspelt boolean for false, and puts the default in
 * the place of a record's component that it cannot read.
 */
public final class SettingCheck {
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
  private static final Pattern BOOLEAN = Pattern.compile("true|false");

  private static final Map<Class<?>, String> VALID =
      Map.of(
          int.class, "a whole number of at most " + Integer.MAX_VALUE,
          long.class, "a whole number of at most 18 digits",
          double.class, "a number",
          boolean.class, "true or false",
          Duration.class, "a duration, e.g. 500ms");

  private SettingCheck() {}

  /**
   * @throws io.emkd.domain.error.InvalidInputException naming each such setting and its value
   */
  public static void check(Environment environment) {
    Validator constraints = Validator.getInstance();
    Violations violations = new Violations();
    for (DeclaredSetting setting : Settings.all()) {
      String text = environment.getProperty(setting.key(), String.class).orElse("");
      Object value =
          isOf(setting.type(), text.strip())
              ? environment.getProperty(setting.key(), setting.type()).orElse(null)
              : null;
      if (value == null) {
        violations.require(
            false,
            setting.field(),
            "'" + text + "'",
            VALID.getOrDefault(setting.type(), setting.type().getSimpleName()));
        continue;
      }
      constraints.validateValue(setting.topic(), setting.component(), value).stream()
          .map(ConstraintViolation::getMessage)
          .distinct()
          .forEach(
              valid ->
                  violations.require(
                      false,
                      setting.field(),
                      value instanceof String ? "'" + value + "'" : value,
                      valid));
    }
    violations.throwIfAny();
  }

  /** A conversion cuts whole numbers, and takes any word for false. */
  private static boolean isOf(Class<?> type, String text) {
    if (type == boolean.class) {
      return BOOLEAN.matcher(text).matches();
    }
    if (type == int.class || type == long.class) {
      return WHOLE.matcher(text).matches()
          && (type == long.class || Long.parseLong(text) == (int) Long.parseLong(text));
    }
    return true;
  }
}
