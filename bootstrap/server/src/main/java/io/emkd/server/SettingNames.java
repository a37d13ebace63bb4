package io.emkd.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the settings of {@link ServerConfiguration} and {@link LimitsConfiguration} are called. */
public final class SettingNames {
  static final String PREFIX = "emkd.";
  private static final String LIMITS = PREFIX + "limits.";

  /** Read by application.yml alone. */
  private static final String METRICS_HOST = "emkd.metrics-host";

  private SettingNames() {}

  /** In a file, e.g. {@code emkd.data-dir} or {@code emkd.limits.connections}. */
  public static Set<String> inFiles() {
    return Stream.concat(settings().stream(), limits().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those with a row in the README. */
  public static Set<String> settings() {
    Set<String> names =
        Arrays.stream(ServerConfiguration.class.getMethods())
            .map(method -> method.getName())
            .filter(name -> name.startsWith("set"))
            .map(name -> inFile(name.substring(3)))
            .collect(Collectors.toCollection(TreeSet::new));
    names.add(METRICS_HOST);
    return names;
  }

  /** Those with a row in docs/limits.md. */
  public static Set<String> limits() {
    return Arrays.stream(LimitsConfiguration.class.getRecordComponents())
        .map(component -> limit(component.getName()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * @param component of {@link LimitsConfiguration}, e.g. {@code uploadSize}
   */
  public static String limit(String component) {
    return LIMITS + words(component);
  }

  /**
   * @param property as in the name of its getter, e.g. {@code DataDir}
   */
  public static String inFile(String property) {
    return PREFIX + words(property);
  }

  private static String words(String property) {
    return property.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** In the environment, e.g. {@code EMKD_DATA_DIR}. */
  public static Set<String> inEnvironment() {
    return inFiles().stream()
        .map(SettingNames::variable)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * @param setting as in a file
   */
  public static String variable(String setting) {
    return setting.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
