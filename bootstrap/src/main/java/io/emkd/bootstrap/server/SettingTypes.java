package io.emkd.bootstrap.server;

import io.emkd.domain.error.Violations;
import io.micronaut.context.env.Environment;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Refuses settings that Micronaut would take for others in silence: it cuts numbers that an int
 * does not hold, and puts the default in the place of a record's component that it cannot read.
 */
final class SettingTypes {
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");

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
                                isOf(type, value.strip())
                                    && (type != Duration.class
                                        || environment
                                            .getProperty(setting, Duration.class)
                                            .isPresent()),
                                setting.substring(SettingNames.PREFIX.length()).replace('-', '_'),
                                "'" + value + "'",
                                valid(type))));
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

  private static boolean isOf(Class<?> type, String value) {
    if (type == int.class) {
      return WHOLE.matcher(value).matches() && Long.parseLong(value) == (int) Long.parseLong(value);
    }
    return type != long.class || WHOLE.matcher(value).matches();
  }

  private static String valid(Class<?> type) {
    if (type == Duration.class) {
      return "a duration, e.g. 500ms";
    }
    return type == int.class
        ? "a whole number of at most " + Integer.MAX_VALUE
        : "a whole number of at most 18 digits";
  }
}
