package io.emkd.server;

import io.emkd.domain.error.Violations;
import io.micronaut.context.env.Environment;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Refuses settings that are not of their type. Micronaut names them only in the midst of a long
 * message, or takes others in silence: it cuts numbers that an int does not hold, and puts the
 * default in the place of a record's component that it cannot read.
 */
final class SettingTypes {
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");

  private static final Map<Class<?>, String> VALID =
      Map.of(
          int.class, "a whole number of at most " + Integer.MAX_VALUE,
          long.class, "a whole number of at most 18 digits",
          double.class, "a number",
          Duration.class, "a duration, e.g. 500ms");

  private SettingTypes() {}

  /**
   * @throws io.emkd.domain.error.InvalidInputException naming each such setting and its value
   */
  static void check(Environment environment) {
    Violations violations = new Violations();
    types()
        .forEach(
            (setting, type) ->
                environment
                    .getProperty(setting, String.class)
                    .ifPresent(
                        value ->
                            violations.require(
                                isOf(type, value.strip(), setting, environment),
                                setting.substring(SettingNames.PREFIX.length()).replace('-', '_'),
                                "'" + value + "'",
                                VALID.getOrDefault(type, type.getSimpleName()))));
    violations.throwIfAny();
  }

  private static Map<String, Class<?>> types() {
    Map<String, Class<?>> types = new TreeMap<>();
    for (Method method : ServerConfiguration.class.getMethods()) {
      if (method.getName().startsWith("set")) {
        types.put(
            SettingNames.inFile(method.getName().substring(3)), method.getParameterTypes()[0]);
      }
    }
    for (Parameter limit : LimitsConfiguration.class.getConstructors()[0].getParameters()) {
      types.put(SettingNames.limit(limit.getName()), limit.getType());
    }
    return types;
  }

  /** A conversion cuts whole numbers, so these are looked at themselves. */
  private static boolean isOf(
      Class<?> type, String value, String setting, Environment environment) {
    if (type == int.class || type == long.class) {
      return WHOLE.matcher(value).matches()
          && (type == long.class || Long.parseLong(value) == (int) Long.parseLong(value));
    }
    return environment.getProperty(setting, type).isPresent();
  }
}
